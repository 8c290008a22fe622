int a(void); int main(void) { return a(); }
