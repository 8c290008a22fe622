int puts(const char *); int also(void);
int main(void) { return puts("x"); }
int dead(void) { return also(); }
