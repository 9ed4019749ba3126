//! Columns of texts: rows shared out over threads, results in the order of the rows.

use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;

use crate::{Error, Result};

/// A column of texts, some of which may be null.
pub trait Rows: Sync {
    /// Number of rows.
    fn len(&self) -> usize;

    /// The text of a row less than [`len`](Self::len), or `None` where it is null.
    fn text(&self, row: usize) -> Option<&str>;

    /// Whether there are no rows.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T: AsRef<str> + Sync> Rows for [Option<T>] {
    fn len(&self) -> usize {
        self.len()
    }

    fn text(&self, row: usize) -> Option<&str> {
        self[row].as_ref().map(AsRef::as_ref)
    }
}

/// Threads that work on columns, for one caller at a time: another one gets others, so that no
/// column waits for another. They are started for work of more than one task.
#[derive(Clone, Debug)]
pub struct Threads(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    count: OnceLock<usize>,
    threads: OnceLock<rayon::ThreadPool>,
    /// The process that it is for: a fork copies a pool without its threads.
    process: u64,
}

/// Pools that nobody uses now, of the process [`OWNER`], the oldest first.
static IDLE: Mutex<Vec<rayon::ThreadPool>> = Mutex::new(Vec::new());
static OWNER: AtomicU64 = AtomicU64::new(0);
/// The forks that led to this process, as far as [`forked`] was told.
static FORKS: AtomicU32 = AtomicU32::new(0);

/// The most pools that are kept, and the most threads in them but for the newest.
const KEPT: usize = 4;
const KEPT_THREADS: usize = 256;

/// To be called in a child after a fork. Without it a child is told by its number, which in a new
/// namespace can be that of its parent.
#[cfg(feature = "python")]
pub(crate) fn forked() {
    FORKS.fetch_add(1, Ordering::Relaxed);
}

/// What tells this process from its ancestors.
fn process() -> u64 {
    u64::from(FORKS.load(Ordering::Relaxed)) << 32 | u64::from(std::process::id())
}

impl Threads {
    /// `count` threads, or else as many as the environment variable `WARRAQ_NUM_THREADS` says, or
    /// else one for each processor that this process may use.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if the number is not between 1 and 1,024.
    pub fn new(count: Option<usize>) -> Result<Self> {
        let count = match count {
            Some(count) => Some(checked("threads", count)?),
            None => match std::env::var_os("WARRAQ_NUM_THREADS") {
                Some(value) if !value.is_empty() => {
                    let value = value.to_string_lossy();
                    let count =
                        value.parse().map_err(|_| bad_count("WARRAQ_NUM_THREADS", &value))?;
                    Some(checked("WARRAQ_NUM_THREADS", count)?)
                }
                _ => None,
            },
        };
        let count = count.map(OnceLock::from).unwrap_or_default();
        Ok(Self(Arc::new(Pool { count, threads: OnceLock::new(), process: process() })))
    }

    /// Those that others use now who asked for the same, or else new ones as [`new`](Self::new) gives. Who
    /// is called from many threads at once does not want as many again for each.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub(crate) fn shared() -> Result<Self> {
        static SHARED: Mutex<Weak<Pool>> = Mutex::new(Weak::new());
        let own = Self::new(None)?;
        // A fork may have copied the lock while it was held.
        let Ok(mut shared) = SHARED.try_lock() else { return Ok(own) };
        match shared.upgrade() {
            Some(pool) if pool.process == own.0.process => Ok(Self(pool)),
            _ => {
                *shared = Arc::downgrade(&own.0);
                Ok(own)
            }
        }
    }

    /// The threads themselves, started if they are not yet.
    fn pool(&self) -> Result<&rayon::ThreadPool> {
        if let Some(threads) = self.0.threads.get() {
            return Ok(threads);
        }
        let count = self.count();
        let made = || {
            rayon::ThreadPoolBuilder::new()
                .num_threads(count)
                .thread_name(|index| format!("warraq-{index}"))
                .build()
                .map_err(|error| Error::value(format!("cannot start {count} threads: {error}")))
        };
        let threads = idle(process())
            .and_then(|mut idle| {
                let at = idle.iter().rposition(|pool| pool.current_num_threads() == count)?;
                Some(idle.remove(at))
            })
            .map_or_else(made, Ok)?;
        Ok(self.0.threads.get_or_init(|| threads))
    }

    /// Runs `work` on these threads, for rayon's iterators in it.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if the system refuses the threads.
    #[cfg(feature = "arrow")]
    pub(crate) fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> Result<T> {
        Ok(self.pool()?.install(work))
    }

    /// Runs `work` on these threads, for rayon's iterators in it, while this one calls `watch` twenty times
    /// a second. Once that has answered `Break`, what `work` is given is true.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if the system refuses the threads.
    #[cfg(feature = "python")]
    pub(crate) fn watched<T: Send>(
        &self,
        work: impl FnOnce(&AtomicBool) -> T + Send,
        mut watch: impl FnMut() -> ControlFlow<()>,
    ) -> Result<T> {
        let stop = AtomicBool::new(false);
        let mut result = None;
        let (sender, receiver) = mpsc::channel::<()>();
        self.pool()?.in_place_scope(|scope| {
            let (stop, result) = (&stop, &mut result);
            scope.spawn(move |_| {
                let _sender = sender;
                *result = Some(work(stop));
            });
            let pause = Duration::from_millis(50);
            while receiver.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                if watch().is_break() {
                    stop.store(true, Ordering::Relaxed);
                }
            }
        });
        Ok(result.expect("the scope waits for the work, or panics with it"))
    }

    /// Number of threads.
    pub fn count(&self) -> usize {
        // Asked for late, since to tell the limits of a container takes the time of a short text.
        *self
            .0
            .count
            .get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from).min(MOST))
    }
}

/// The idle pools, unless another thread has them now. A fork may have copied the lock while it was
/// held, and the pools without their threads: this waits for neither.
fn idle(process: u64) -> Option<MutexGuard<'static, Vec<rayon::ThreadPool>>> {
    let mut idle = IDLE.try_lock().ok()?;
    if OWNER.swap(process, Ordering::Relaxed) != process {
        idle.drain(..).for_each(std::mem::forget);
    }
    Some(idle)
}

impl Drop for Pool {
    fn drop(&mut self) {
        let Some(threads) = self.threads.take() else { return };
        let process = process();
        if self.process != process {
            std::mem::forget(threads);
        } else if let Some(mut idle) = idle(process) {
            idle.push(threads);
            let surplus = surplus(idle.iter().map(rayon::ThreadPool::current_num_threads));
            idle.drain(..surplus);
        }
    }
}

/// How many pools, the oldest first, are too many. The newest is none, whatever it has.
fn surplus(threads: impl DoubleEndedIterator<Item = usize> + ExactSizeIterator) -> usize {
    let count = threads.len();
    let mut sum = 0;
    let kept = threads.rev().take(KEPT).enumerate().take_while(|&(age, threads)| {
        sum += threads;
        age == 0 || sum <= KEPT_THREADS
    });
    count - kept.count()
}

const MOST: usize = 1024;

pub(crate) fn checked(name: &str, count: usize) -> Result<usize> {
    if (1..=MOST).contains(&count) { Ok(count) } else { Err(bad_count(name, &count.to_string())) }
}

pub(crate) fn bad_count(name: &str, value: &str) -> Error {
    Error::value(format!("{name} is {value:?}; it must be a number from 1 to {MOST}"))
}

/// A task holds no more rows than this, and no more text than [`TASK_BYTES`] unless it is one row.
const TASK_ROWS: usize = 4096;
pub(crate) const TASK_BYTES: usize = 256 << 10;

/// Cuts the rows into tasks: long enough to be worth a thread's while, short enough to share out
/// evenly and to stop promptly.
fn tasks(rows: &(impl Rows + ?Sized)) -> Vec<Range<usize>> {
    let mut tasks = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for row in 0..rows.len() {
        let length = rows.text(row).map_or(0, str::len);
        if row > start && (row - start == TASK_ROWS || bytes + length > TASK_BYTES) {
            tasks.push(start..row);
            (start, bytes) = (row, 0);
        }
        bytes += length;
    }
    if start < rows.len() {
        tasks.push(start..rows.len());
    }
    tasks
}

/// Calls `work` for consecutive ranges of rows on all threads, and returns what it gave in the
/// order of the rows. Each thread works with a state of its own, made by `state`.
///
/// The calling thread meanwhile calls `watch` with the number of rows done, twenty times a second or
/// oftener; when that answers `Break`, the work stops within one task of each thread. Work of one
/// task and no more than 256 KiB it does itself.
///
/// # Errors
/// The first error, in the order of the rows, that `work` gave;
/// [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) if `watch` ended the work;
/// [`ErrorKind::Value`](crate::ErrorKind::Value) if the system refuses the threads.
pub fn run<R, S, T, E>(
    rows: &R,
    threads: &Threads,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &R, Range<usize>) -> Result<T, E> + Sync,
    mut watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Vec<T>, E>
where
    R: Rows + ?Sized,
    T: Send,
    E: From<Error> + Send,
{
    let tasks = tasks(rows);
    if tasks.is_empty() {
        return Ok(Vec::new());
    }
    // What is soon done is not worth a thread's while.
    if let [task] = tasks.as_slice()
        && (task.len() > 1 || rows.text(task.start).is_none_or(|text| text.len() <= TASK_BYTES))
    {
        let result = work(&mut state(), rows, task.clone());
        return match watch(task.len()) {
            ControlFlow::Continue(()) => result.map(|result| vec![result]),
            ControlFlow::Break(()) => Err(Error::cancelled().into()),
        };
    }
    let (next, stop, done) = (AtomicUsize::new(0), AtomicBool::new(false), AtomicUsize::new(0));
    let results = Mutex::new(Vec::with_capacity(tasks.len()));
    let mut cancelled = false;
    // Says only that all are at their end: who watches is not to be woken for every task.
    let (sender, receiver) = mpsc::channel::<()>();
    threads.pool()?.in_place_scope(|scope| {
        for _ in 0..threads.count().min(tasks.len()) {
            let (tasks, next, stop, done, results) = (&tasks, &next, &stop, &done, &results);
            let (sender, state, work) = (sender.clone(), &state, &work);
            scope.spawn(move |_| {
                let (_sender, _stop) = (sender, StopOnPanic(stop));
                let (mut state, mut own) = (state(), Vec::new());
                while !stop.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(task) = tasks.get(index) else { break };
                    let result = work(&mut state, rows, task.clone());
                    // Tasks are handed out in order, so what comes before an error is under way.
                    if result.is_err() {
                        stop.store(true, Ordering::Relaxed);
                    }
                    own.push((index, result));
                    done.fetch_add(task.len(), Ordering::Relaxed);
                }
                results.lock().unwrap_or_else(PoisonError::into_inner).append(&mut own);
            });
        }
        drop(sender);
        loop {
            let waited = receiver.recv_timeout(Duration::from_millis(50));
            if !cancelled && watch(done.load(Ordering::Relaxed)).is_break() {
                cancelled = true;
                stop.store(true, Ordering::Relaxed);
            }
            if waited != Err(RecvTimeoutError::Timeout) {
                break;
            }
        }
    });
    if cancelled {
        return Err(Error::cancelled().into());
    }
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_unstable_by_key(|&(index, _)| index);
    // A task without a result came after the error that stopped the work.
    results.into_iter().map(|(_, result)| result).collect()
}

/// Stops the others when a task panics: what they do is thrown away.
struct StopOnPanic<'a>(&'a AtomicBool);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_new_count_takes_the_place_of_the_oldest() {
        assert_eq!(surplus([1, 2, 3, 4].into_iter()), 0);
        assert_eq!(surplus([1, 2, 3, 4, 5].into_iter()), 1);
        assert_eq!(surplus([200, 50, 8].into_iter()), 1);
        assert_eq!(surplus([8, 50, MOST].into_iter()), 2);
        assert_eq!(surplus([MOST, MOST].into_iter()), 1);
    }

    /// A pool that was made shows by its threads.
    fn has_pool(threads: &Threads) -> bool {
        threads.0.threads.get().is_some()
    }

    #[test]
    fn threads_are_shared_while_they_are_used() {
        let first = Threads::shared().unwrap();
        assert!(Arc::ptr_eq(&first.0, &Threads::shared().unwrap().0));
    }

    #[test]
    fn one_task_needs_no_thread() {
        let here = std::thread::current().id();
        let long = "a".repeat(TASK_BYTES + 1);
        for (texts, alone) in [
            (vec![], None),
            (vec![Some("a"), None, Some("b")], Some(true)),
            (vec![Some(&long[1..])], Some(true)),
            // For so long nobody should wait for a signal.
            (vec![Some(&*long)], Some(false)),
            (vec![Some(&long[1..]), Some("b")], Some(false)),
        ] {
            let threads = Threads::new(Some(2)).unwrap();
            let mut watched = 0;
            let done = run(
                texts.as_slice(),
                &threads,
                || (),
                |(), _, rows| Ok::<_, Error>((rows, std::thread::current().id() == here)),
                |rows| {
                    watched = rows;
                    ControlFlow::Continue(())
                },
            )
            .unwrap();
            let rows: Vec<_> = done.iter().flat_map(|(rows, _)| rows.clone()).collect();
            assert_eq!(rows, (0..texts.len()).collect::<Vec<_>>());
            assert_eq!(watched, texts.len());
            assert!(done.iter().all(|(_, was_here)| Some(*was_here) == alone));
            assert_eq!(has_pool(&threads), alone == Some(false));
        }
    }

    #[test]
    fn one_task_is_cancelled_and_fails_like_others() {
        let threads = Threads::new(Some(2)).unwrap();
        let run = |watch: ControlFlow<()>| {
            let work = |(): &mut (), _: &[Option<&str>], _| Err::<(), _>(Error::value("no"));
            run([Some("a")].as_slice(), &threads, || (), work, move |_| watch).unwrap_err()
        };
        assert_eq!(run(ControlFlow::Break(())).kind(), crate::ErrorKind::Cancelled);
        assert_eq!(run(ControlFlow::Continue(())).kind(), crate::ErrorKind::Value);
    }

    proptest! {
        #[test]
        fn tasks_cover_the_rows(lengths in prop::collection::vec(prop::option::of(0_usize..200_000), 0..40)) {
            let texts: Vec<_> = lengths.iter().map(|length| length.map(|n| "a".repeat(n))).collect();
            let tasks = tasks(texts.as_slice());
            let rows: Vec<usize> = tasks.iter().cloned().flatten().collect();
            prop_assert_eq!(rows, (0..texts.len()).collect::<Vec<_>>());
            for task in tasks {
                let bytes: usize = task.clone().map(|row| lengths[row].unwrap_or(0)).sum();
                prop_assert!(!task.is_empty());
                prop_assert!(task.len() == 1 || bytes <= TASK_BYTES);
            }
        }
    }
}
