void uk_log(void); extern const unsigned long uk_config_NET_BUFFERS; extern const char uk_config_NET_NAME[];
int socket(void) { uk_log(); return (int)uk_config_NET_BUFFERS + uk_config_NET_NAME[0]; }
void net_init(void) { }
