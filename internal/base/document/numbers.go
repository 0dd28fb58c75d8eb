package document

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/store"
)

//go:embed migrations
var migrations embed.FS

// Numbers hands out document numbers: 1, 2, 3 … for each organ, kind of document and year, without gaps and never one
// twice. A number is taken in the transaction that issues the document, so a transaction that fails takes none; until it
// ends, others who want a number of the same series wait. A document that comes to nothing later is voided: its number
// stays taken, with the reason.
type Numbers struct {
	db    *store.DB
	clock clock.Clock
}

// OpenNumbers brings the tables up to date.
func OpenNumbers(ctx context.Context, db *store.DB, c clock.Clock) (*Numbers, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, "document", sub); err != nil {
		return nil, err
	}
	return &Numbers{db, c}, nil
}

// Year is the year in which a document issued now is counted: that of the day in Beijing.
func (n *Numbers) Year() int { return calendar.DateOf(n.clock.Now()).Year() }

// Next takes the next number of a series within tx.
func (n *Numbers) Next(ctx context.Context, tx *store.Tx, organ, kind string, year int) (int, error) {
	var next int
	err := tx.NewRaw(`INSERT INTO document_series (organ, kind, year, last) VALUES (?, ?, ?, 1)
		ON CONFLICT (organ, kind, year) DO UPDATE SET last = document_series.last + 1 RETURNING last`, organ, kind, year).Scan(ctx, &next)
	if err == nil {
		_, err = tx.NewRaw("INSERT INTO document_number (organ, kind, year, number, at) VALUES (?, ?, ?, ?, ?)", organ, kind, year, next, clock.Now(n.clock)).Exec(ctx)
	}
	if err != nil {
		return 0, fmt.Errorf("number %s %s %d: %w", organ, kind, year, err)
	}
	return next, nil
}

// Void records that a number will not be used, by whom and why. It is never given out again. Voiding needs a reason; it is
// NotFound for a number that was never taken and a Conflict for one that is void already.
func (n *Numbers) Void(ctx context.Context, tx *store.Tx, organ, kind string, year, number int, by, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fail.Invalid("document.number.reason", "作废文号须说明理由", "voiding a number needs a reason").At("reason")
	}
	var voided *clock.Instant
	err := tx.NewRaw("SELECT voided_at FROM document_number WHERE organ = ? AND kind = ? AND year = ? AND number = ?"+tx.ForUpdate(), organ, kind, year, number).Scan(ctx, &voided)
	switch {
	case store.IsNoRows(err):
		return fail.NotFound("document.number.unknown", "没有这个文号", "there is no such document number")
	case err != nil:
		return fmt.Errorf("void number %s %s %d %d: %w", organ, kind, year, number, err)
	case voided != nil:
		return fail.Conflict("document.number.void", "这个文号已经作废", "the document number is void already")
	}
	_, err = tx.NewRaw("UPDATE document_number SET voided_at = ?, voided_by = ?, reason = ? WHERE organ = ? AND kind = ? AND year = ? AND number = ?",
		clock.Now(n.clock), by, reason, organ, kind, year, number).Exec(ctx)
	if err != nil {
		return fmt.Errorf("void number %s %s %d %d: %w", organ, kind, year, number, err)
	}
	return nil
}

// Taken is one number that was handed out.
type Taken struct {
	Number   int            `json:"number"`
	At       clock.Instant  `json:"at"`
	VoidedAt *clock.Instant `json:"voided_at,omitempty"`
	VoidedBy string         `json:"voided_by,omitempty"`
	Reason   string         `json:"reason,omitempty"`
}

// Series are the numbers taken of one series, in order, void ones included.
func (n *Numbers) Series(ctx context.Context, organ, kind string, year int) ([]Taken, error) {
	var out []Taken
	err := n.db.Read().NewRaw("SELECT number, at, voided_at, voided_by, reason FROM document_number WHERE organ = ? AND kind = ? AND year = ? ORDER BY number", organ, kind, year).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("numbers of %s %s %d: %w", organ, kind, year, err)
	}
	return out, nil
}

// Pattern is how an organ writes its numbers: (沈)应急{code}〔{year}〕{n}号. {code} is the word of the kind of document and may be
// absent; year and number have no leading zeros, the brackets are hexagonal.
type Pattern string

// Check refuses a pattern without year or number, or with other brackets round the year.
func (p Pattern) Check() error {
	s := string(p)
	if strings.Count(s, "〔{year}〕") != 1 || strings.Count(s, "{n}") != 1 || strings.Count(s, "{code}") > 1 || strings.Count(s, "{") != strings.Count(s, "{year}")+strings.Count(s, "{n}")+strings.Count(s, "{code}") {
		return fail.Invalid("document.pattern", "文号格式应含六角括号年份〔{year}〕和顺序号 {n}", "a pattern of numbers holds 〔{year}〕 and {n} once each").At("pattern")
	}
	return nil
}

// Write fills the pattern in.
func (p Pattern) Write(code string, year, n int) string {
	return strings.NewReplacer("{code}", code, "{year}", strconv.Itoa(year), "{n}", strconv.Itoa(n)).Replace(string(p))
}

// Read takes a written number apart; ok is false when it does not follow the pattern.
func (p Pattern) Read(s string) (code string, year, n int, ok bool) {
	q := regexp.QuoteMeta(string(p))
	for mark, group := range map[string]string{"{code}": `(?P<code>\pL*)`, "{year}": `(?P<year>[1-9][0-9]{3})`, "{n}": `(?P<n>[1-9][0-9]{0,8})`} {
		q = strings.ReplaceAll(q, regexp.QuoteMeta(mark), group)
	}
	re, err := regexp.Compile("^" + q + "$")
	if err != nil {
		return "", 0, 0, false
	}
	m := re.FindStringSubmatch(s)
	if m == nil {
		return "", 0, 0, false
	}
	for i, name := range re.SubexpNames() {
		switch name {
		case "code":
			code = m[i]
		case "year":
			year, _ = strconv.Atoi(m[i])
		case "n":
			n, _ = strconv.Atoi(m[i])
		}
	}
	return code, year, n, true
}
