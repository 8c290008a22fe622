int also(void) { return 1; }
