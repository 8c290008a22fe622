int maybe(void) __attribute__((weak));
int other(void) { return maybe ? maybe() : 3; }
