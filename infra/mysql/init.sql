CREATE DATABASE IF NOT EXISTS holdfast;
CREATE USER IF NOT EXISTS 'holdfast'@'127.0.0.1';
ALTER USER 'holdfast'@'127.0.0.1' IDENTIFIED BY '@MYSQL_PASSWORD@';
-- On every database, because each test creates its own.
GRANT ALL ON *.* TO 'holdfast'@'127.0.0.1';

-- The payment simulator stands for a foreign service: its user can't reach the sale's tables.
CREATE DATABASE IF NOT EXISTS holdfast_payments;
CREATE USER IF NOT EXISTS 'holdfast_simulator'@'127.0.0.1';
ALTER USER 'holdfast_simulator'@'127.0.0.1' IDENTIFIED BY '@SIMULATOR_MYSQL_PASSWORD@';
-- Unescaped, `_` would match any character.
GRANT ALL ON `holdfast\_payments`.* TO 'holdfast_simulator'@'127.0.0.1';
