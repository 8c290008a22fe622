int from_table;
