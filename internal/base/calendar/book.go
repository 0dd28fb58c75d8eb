package calendar

import (
	"context"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Book keeps the corrections that were laid over the published schedules, in the order in which they came into force.
// Nothing is ever changed or taken out; a wrong correction is put right by the next. Each carries the SM3 hash of itself
// and of the one before it, so that one bent in the database is found when the calendar is next read.
type Book struct {
	db    *store.DB
	clock clock.Clock
	base  *Calendar
}

// Correction is one entry of the book. Lines have the form of workdays.txt.
type Correction struct {
	Seq    int64         `bun:"seq" json:"seq"`
	At     clock.Instant `bun:"at" json:"at"`
	By     string        `bun:"by" json:"by"`
	Reason string        `bun:"reason" json:"reason"`
	Lines  string        `bun:"lines" json:"lines"`
	SM3    string        `bun:"sm3" json:"sm3"`
}

// OpenBook brings the table up to date. base is the calendar under the corrections, China() outside tests.
func OpenBook(ctx context.Context, db *store.DB, c clock.Clock, base *Calendar) (*Book, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, "calendar", sub); err != nil {
		return nil, err
	}
	return &Book{db: db, clock: c, base: base}, nil
}

// Corrections lists the book, oldest first. An entry that does not fit its hash is an error of kind Internal.
func (b *Book) Corrections(ctx context.Context) ([]Correction, error) {
	return corrections(ctx, b.db.Read())
}

// Current is the calendar in force: the base with all corrections over it.
func (b *Book) Current(ctx context.Context) (*Calendar, error) {
	c, _, err := b.inForce(ctx, b.db.Read())
	return c, err
}

// Preview is the calendar that Apply would put in force, and the days that would change; nothing is kept.
func (b *Book) Preview(ctx context.Context, text string) (*Calendar, []Change, error) {
	c, _, err := b.inForce(ctx, b.db.Read())
	if err != nil {
		return nil, nil, err
	}
	return c.With(strings.NewReader(text))
}

// Apply puts a correction in force within the caller's transaction, who also computes its clocks again and writes the
// journal, and returns the entry and the calendar that holds from now on. Refused are a correction without a person or a
// reason, one that changes nothing (Invalid), and one whose predecessor another transaction wrote meanwhile (Conflict).
func (b *Book) Apply(ctx context.Context, tx *store.Tx, by, reason, text string) (Correction, *Calendar, error) {
	by, reason = strings.TrimSpace(by), strings.TrimSpace(reason)
	if by == "" {
		return Correction{}, nil, fail.Invalid("calendar.correction.by", "日历更正须注明由谁作出", "a correction names who makes it").At("by")
	}
	if reason == "" {
		return Correction{}, nil, fail.Invalid("calendar.correction.reason", "日历更正须写明理由", "a correction gives its reason").At("reason")
	}
	old, list, err := b.inForce(ctx, tx)
	if err != nil {
		return Correction{}, nil, err
	}
	now, changes, err := old.With(strings.NewReader(text))
	if err != nil {
		return Correction{}, nil, err
	}
	if len(changes) == 0 && len(now.years) == len(old.years) {
		return Correction{}, nil, fail.Invalid("calendar.correction.empty", "这些内容不改变任何一天", "these lines change no day").At("lines")
	}
	c, prev := Correction{Seq: 1, At: clock.Now(b.clock), By: by, Reason: reason, Lines: text}, ""
	if n := len(list); n > 0 {
		c.Seq, prev = list[n-1].Seq+1, list[n-1].SM3
	}
	c.SM3 = c.sum(prev)
	_, err = tx.NewRaw("INSERT INTO calendar_correction (seq, at, by, reason, lines, sm3) VALUES (?, ?, ?, ?, ?, ?)", c.Seq, c.At, c.By, c.Reason, c.Lines, c.SM3).Exec(ctx)
	if store.IsUnique(err) {
		return Correction{}, nil, fail.Conflict("calendar.correction.conflict", "日历刚被他人更正，请重新预览", "somebody else corrected the calendar meanwhile; preview again").Because(err)
	}
	if err != nil {
		return Correction{}, nil, fmt.Errorf("apply calendar correction: %w", err)
	}
	return c, now, nil
}

func (b *Book) inForce(ctx context.Context, db store.Querier) (*Calendar, []Correction, error) {
	list, err := corrections(ctx, db)
	if err != nil {
		return nil, nil, err
	}
	c := b.base
	for _, e := range list {
		if c, _, err = c.With(strings.NewReader(e.Lines)); err != nil {
			return nil, nil, fmt.Errorf("calendar correction %d: %w", e.Seq, err)
		}
	}
	return c, list, nil
}

func corrections(ctx context.Context, db store.Querier) ([]Correction, error) {
	var list []Correction
	if err := db.NewRaw("SELECT seq, at, by, reason, lines, sm3 FROM calendar_correction ORDER BY seq").Scan(ctx, &list); err != nil {
		return nil, fmt.Errorf("read calendar corrections: %w", err)
	}
	prev := ""
	for i, c := range list {
		if c.Seq != int64(i)+1 || c.SM3 != c.sum(prev) {
			return nil, fail.Internal("calendar.correction.bent", fmt.Sprintf("第 %d 次日历更正与其校验值不符，可能被改动", i+1), fmt.Sprintf("calendar correction %d does not fit its hash; it may have been changed", i+1))
		}
		prev = c.SM3
	}
	return list, nil
}

// sum hashes the entry after its predecessor's hash; each part with its length, so that no two entries read alike.
func (c Correction) sum(prev string) string {
	h := sm3.New()
	for _, s := range []string{prev, fmt.Sprint(c.Seq), fmt.Sprint(c.At.UnixMicro()), c.By, c.Reason, c.Lines} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}
