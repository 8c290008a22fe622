int h(void) { return 3; }
