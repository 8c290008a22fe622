int w1(void) { return 1; }
