int f(void); int g(void); int h(void); int k(void);
int main(void) { return f() + g() + h() + k(); }
int f(void) { return 1; }
