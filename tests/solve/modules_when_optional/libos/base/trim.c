int trim(void) { return 3; }
