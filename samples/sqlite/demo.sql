-- An SQL script for the SQLite sample: a database file, transactions, an index, WAL, an integrity check.
.bail on
.open /shop.db
PRAGMA journal_mode = DELETE;
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL);
BEGIN;
INSERT INTO item(name, price) VALUES ('pencil', 0.35), ('paper', 4.5), ('ink', 12.25);
COMMIT;
BEGIN;
DELETE FROM item;
ROLLBACK;
CREATE INDEX by_price ON item(price DESC);
SELECT name, printf('%.2f', price) FROM item ORDER BY price DESC;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
INSERT INTO item(name, price) SELECT 'part ' || i, i * 0.01 FROM n;
SELECT count(*), sum(id), round(avg(price), 3) FROM item;
VACUUM;
.open /shop.db
SELECT 'after reopening: ' || count(*) FROM item;
PRAGMA integrity_check;
