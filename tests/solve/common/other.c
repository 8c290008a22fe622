int shared[20];
