int a(void); int used(void); int main(void) { return a() + used(); }
