package outward

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"net"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// journalObject is the chain of the journal in which allowances are.
const journalObject = "outward"

// List is what administrators allowed, in the database, so that all servers on it agree.
type List struct {
	db      *store.DB
	clock   clock.Clock
	journal *journal.Journal
	fixed   []Rule
}

// Allowed is one line of the list. Fixed ones come from the configuration and cannot be taken out here.
type Allowed struct {
	Rule   string        `bun:"rule" json:"rule" doc:"IP, IP:PORT or range"`
	Reason string        `bun:"reason" json:"reason"`
	ByID   string        `bun:"by_id" json:"-"`
	ByName string        `bun:"by_name" json:"by"`
	At     clock.Instant `bun:"at" json:"at"`
	Fixed  bool          `bun:"-" json:"fixed" doc:"from the configuration of the server"`
}

// Open brings the table up to date and makes a gate that follows it. fixed are the rules of the configuration.
func Open(ctx context.Context, db *store.DB, c clock.Clock, j *journal.Journal, fixed []string) (*Gate, error) {
	l := &List{db: db, clock: c, journal: j}
	for _, text := range fixed {
		r, err := ParseRule(text)
		if err != nil {
			return nil, err
		}
		l.fixed = append(l.fixed, r)
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, "outward", sub); err != nil {
		return nil, err
	}
	g := newGate(l.rules, net.DefaultResolver)
	g.list = l
	return g, nil
}

// List is the list behind the gate; nil for a gate made by New.
func (g *Gate) List() *List { return g.list }

// rules are read for every connection: what was taken out is shut from then on, on every server.
func (l *List) rules(ctx context.Context) ([]Rule, error) {
	var texts []string
	if err := l.db.Read().NewRaw("SELECT rule FROM outward_address").Scan(ctx, &texts); err != nil {
		return nil, err
	}
	out := l.fixed[:len(l.fixed):len(l.fixed)]
	for _, t := range texts {
		r, err := ParseRule(t)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// All lists what is allowed, that of the configuration first.
func (l *List) All(ctx context.Context) ([]Allowed, error) {
	out := []Allowed{}
	for _, r := range l.fixed {
		out = append(out, Allowed{Rule: r.String(), Fixed: true})
	}
	var rows []Allowed
	if err := l.db.Read().NewRaw("SELECT rule, reason, by_id, by_name, at FROM outward_address ORDER BY at, rule").Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("list allowed addresses: %w", err)
	}
	return append(out, rows...), nil
}

// Allow adds a rule in the caller's transaction, with a journal entry. It fails with Invalid for what is not a rule or has
// no reason, and with Conflict when the rule is there.
func (l *List) Allow(ctx context.Context, tx *store.Tx, by journal.Actor, rule, reason string) (Allowed, error) {
	r, err := ParseRule(rule)
	if err != nil {
		return Allowed{}, err
	}
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return Allowed{}, fail.Invalid("outward.reason", "放行地址须写明理由", "an allowance gives its reason").At("reason")
	}
	a := Allowed{Rule: r.String(), Reason: reason, ByID: by.ID, ByName: by.Name, At: clock.Now(l.clock)}
	n, err := tx.NewRaw("INSERT INTO outward_address (rule, reason, by_id, by_name, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", a.Rule, a.Reason, a.ByID, a.ByName, a.At).Exec(ctx)
	if err != nil {
		return Allowed{}, fmt.Errorf("allow %s: %w", a.Rule, err)
	}
	if rows, err := n.RowsAffected(); err != nil || rows == 0 {
		return Allowed{}, fail.Conflict("outward.there", a.Rule+" 已经放行", a.Rule+" is allowed already").At("rule").Because(err)
	}
	return a, l.note(ctx, tx, by, "outward.allowed", a.Rule, reason)
}

// Shut takes a rule out in the caller's transaction, with a journal entry. It fails with NotFound when it is not in the
// list of the database.
func (l *List) Shut(ctx context.Context, tx *store.Tx, by journal.Actor, rule string) error {
	n, err := tx.NewRaw("DELETE FROM outward_address WHERE rule = ?", rule).Exec(ctx)
	if err != nil {
		return fmt.Errorf("shut %s: %w", rule, err)
	}
	if rows, err := n.RowsAffected(); err != nil || rows == 0 {
		return fail.NotFound("outward.not-there", "放行名单中没有 "+rule, rule+" is not in the list").At("rule").Because(err)
	}
	return l.note(ctx, tx, by, "outward.shut", rule, "")
}

func (l *List) note(ctx context.Context, tx *store.Tx, by journal.Actor, action, rule, reason string) error {
	_, err := l.journal.Append(ctx, tx, journal.Entry{Object: journalObject, Actor: by, Action: action, Body: map[string]string{"rule": rule, "reason": reason}})
	return err
}
