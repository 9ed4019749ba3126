from warraq.cli import console

console()
