void release(int *p) { *p = 0; }
void may_throw(int *p) { *p = 2; }
void dead_release(int *p) { *p = 0; }
