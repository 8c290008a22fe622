int k(void) { return 5; }
