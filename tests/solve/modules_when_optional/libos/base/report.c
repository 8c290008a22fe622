int report(void) { return 4; }
void report_init(void) { }
