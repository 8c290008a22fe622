void uk_log(void) { }
void log_init(void) { }
