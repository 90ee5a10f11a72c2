package sqlitestore

import (
	"context"
	"database/sql"
	"time"
)

// transaction is what jobs write in. Its statements run to their end whatever
// becomes of the callers, since several share it.
type transaction struct {
	writer *writer
	ctx    context.Context //nolint:containedctx // lives as long as the transaction
	now    int64           // milliseconds since 1970, the same for all of it
	first  int64           // sequence before it, if one was taken
	seq    int64           // sequence last taken
}

func (tx *transaction) time() time.Time { return time.UnixMilli(tx.now).UTC() }

func (tx *transaction) changed() bool { return tx.seq > tx.first }

// next takes the next number of the sequence.
func (tx *transaction) next() (int64, error) {
	if tx.seq == 0 {
		if err := tx.row(`SELECT seq FROM state`, nil, &tx.first); err != nil {
			return 0, err
		}
		tx.seq = tx.first
	}
	tx.seq++
	return tx.seq, nil
}

func (tx *transaction) statement(query string) (*sql.Stmt, error) {
	if stmt, ok := tx.writer.statements[query]; ok {
		return stmt, nil
	}
	stmt, err := tx.writer.conn.PrepareContext(tx.ctx, query)
	if err != nil {
		return nil, err
	}
	tx.writer.statements[query] = stmt
	return stmt, nil
}

// exec runs a statement, which it keeps for the next time, and returns how many
// rows it changed.
func (tx *transaction) exec(query string, args ...any) (int64, error) {
	stmt, err := tx.statement(query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(tx.ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// row runs a query of one row; none is [sql.ErrNoRows].
func (tx *transaction) row(query string, args []any, into ...any) error {
	stmt, err := tx.statement(query)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(tx.ctx, args...).Scan(into...)
}

// rows runs a query and hands each row to scan.
func (tx *transaction) rows(query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := tx.writer.conn.QueryContext(tx.ctx, query, args...)
	if err != nil {
		return err
	}
	return eachRow(rows, scan)
}

// alter runs statements that are not needed again.
func (tx *transaction) alter(statements string) error {
	_, err := tx.writer.conn.ExecContext(tx.ctx, statements)
	return err
}

// try runs f and undoes what it wrote, and nothing else, if it is refused.
func (tx *transaction) try(f func() error) error {
	if _, err := tx.exec(`SAVEPOINT one`); err != nil {
		return err
	}
	refused := f()
	if refused != nil {
		if !refusal(refused) {
			return refused
		}
		if _, err := tx.exec(`ROLLBACK TO one`); err != nil {
			return err
		}
	}
	if _, err := tx.exec(`RELEASE one`); err != nil {
		return err
	}
	return refused
}

// giveBack returns the number that was taken last, for a write that was refused: a
// transaction without a write neither waits for the disk nor wakes who watches.
func (tx *transaction) giveBack() { tx.seq-- }

func (tx *transaction) commit() error {
	if tx.changed() {
		if _, err := tx.exec(`UPDATE state SET seq = ?`, tx.seq); err != nil {
			return err
		}
	}
	_, err := tx.exec(`COMMIT`)
	return err
}

// eachRow hands each row to scan and closes the rows.
func eachRow(rows *sql.Rows, scan func(*sql.Rows) error) error {
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
