int console_input(void) __attribute__((weak));
int write(const char *s) { return console_input ? console_input() : *s; }
int read(void) { return 0; }
