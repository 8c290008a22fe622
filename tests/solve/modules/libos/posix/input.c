int console_input(void) { return 1; }
