int clock_source;
