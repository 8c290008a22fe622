int print_all(void) { return 1; } int main(void) { return print_all(); }
