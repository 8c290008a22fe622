extern char given_symbol;
int main(void) { return given_symbol; }
