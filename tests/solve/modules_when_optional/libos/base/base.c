__attribute__((weak)) int trim(void); __attribute__((weak)) int report(void);
int first(void) { return trim ? trim() : 1; }
int second(void) { return report ? report() : 2; }
