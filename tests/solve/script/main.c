extern char __image_end, __provided; int uk_entry(void);
int main(void) { return __image_end + __provided; }
__attribute__((section(".special"))) int special = 3;
__attribute__((section(".dropped"))) int dropped = 4;
