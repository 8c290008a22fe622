int maybe(void) { return 1; }
