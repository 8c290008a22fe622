int malloc_(int); int __real_malloc_(int);
int __wrap_malloc_(int n) { return __real_malloc_(n) + 1; }
int main(void) { return malloc_(3); }
