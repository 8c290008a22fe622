int forced_one(void) { return 1; }
int forced_two(void) { return 2; }
int not_exported(void) { return 3; }
void forced_init(void) { }
