int w1(void) __attribute__((weak));
int w2(void) __attribute__((weak));
int pull(void);
int main(void) { return (w1 ? w1() : 0) + (w2 ? w2() : 0) + pull(); }
