int main(void);
int uk_entry(void) { return main(); }
