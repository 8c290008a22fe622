int shared[10]; int lonely;
int main(void) { return shared[3]; }
