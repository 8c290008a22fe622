int maybe(void); int other(void);
int dead(void) { return maybe(); }
int main(void) { return other(); }
