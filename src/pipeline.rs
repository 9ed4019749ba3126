//! The pipeline: an immutable engine, and the worker that runs it over one text after another.
