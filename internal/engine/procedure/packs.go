package procedure

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure/rule"
)

// pinned is what a fingerprint stands for: the law of a day in an area by the packs that were known then.
type pinned struct {
	Day   calendar.Date `json:"day"`
	Area  string        `json:"area"`
	Packs []string      `json:"packs"` // id@version
}

// remembered is how many sets and pins are kept in memory before they are dropped and read anew.
const remembered = 4096

// readPacks adds the packs of the table to the book.
func (e *Engine) readPacks(ctx context.Context) error {
	var rows []struct {
		ID      string `bun:"id"`
		Version string `bun:"version"`
		Body    string `bun:"body"`
	}
	if err := e.db.Read().NewRaw("SELECT id, version, body FROM procedure_pack ORDER BY at, id").Scan(ctx, &rows); err != nil {
		return fmt.Errorf("read rule packs: %w", err)
	}
	var packs []*rule.Pack
	for _, r := range rows {
		p, err := rule.Parse(r.ID+"@"+r.Version, []byte(r.Body))
		if err != nil {
			return fmt.Errorf("rule pack %s@%s: %w", r.ID, r.Version, err)
		}
		packs = append(packs, p)
	}
	if len(packs) == 0 {
		return nil
	}
	b, err := e.book.Add(packs...)
	if err != nil {
		return fmt.Errorf("rule packs: %w", err)
	}
	e.book = b
	return nil
}

// Book is the book of rule packs in force.
func (e *Engine) Book() *rule.Book {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.book
}

func (e *Engine) knows(id string) bool {
	return slices.ContainsFunc(e.Book().Packs(), func(p *rule.Pack) bool { return p.Rule(id) != nil })
}

// LoadPack adds a rule pack of a province, city or district. The caller checks the permission. It is refused, with the
// article of the higher pack, when it shortens a right, lengthens a power or does not agree with what is there; cases that
// are open stay with the packs of their day.
func (e *Engine) LoadPack(ctx context.Context, tx *store.Tx, by identity.Subject, file string, body []byte) (*rule.Pack, error) {
	p, err := rule.Parse(file, body)
	if err != nil {
		return nil, problem(err)
	}
	next, err := e.Book().Add(p)
	if err != nil {
		return nil, problem(err)
	}
	now := clock.Now(e.clock)
	_, err = tx.NewRaw("INSERT INTO procedure_pack (id, version, body, hash, person, person_name, at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, version) DO NOTHING",
		p.ID, p.Version, string(p.Bytes()), p.Hash(), by.ID, by.Name, now).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("load rule pack %s: %w", p.Ref(), err)
	}
	_, err = e.journal.Append(ctx, tx, journal.Entry{
		Object: "pack:" + p.ID, Area: p.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: "procedure.pack.load",
		Body: map[string]any{"pack": p.Ref(), "title": p.Title.Zh, "from": p.From, "sm3": p.Hash()},
	})
	if err != nil {
		return nil, err
	}
	tx.AfterCommit(func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		if b, err := e.book.Add(p); err == nil { // another load may have come between
			next = b
		}
		e.book, e.pins = next, map[string]string{}
	})
	return p, nil
}

// problem makes one failure of the many that a pack may have: the first, with all of them behind it.
func problem(err error) error {
	var all rule.Problems
	if errors.As(err, &all) && len(all) > 0 {
		return all[0].Because(err)
	}
	return err
}

// pin binds a case to the law of its day and area.
func (e *Engine) pin(ctx context.Context, tx *store.Tx, c *Case) (*rule.Set, error) {
	day := c.Opened()
	key := day.String() + " " + c.Area
	e.mu.Lock()
	print, book := e.pins[key], e.book
	set := e.sets[print]
	e.mu.Unlock()
	if set == nil {
		set = book.On(day, c.Area)
		print = set.Fingerprint()
		p := pinned{Day: day, Area: c.Area}
		for _, k := range book.Packs() {
			p.Packs = append(p.Packs, k.Ref())
		}
		b, err := json.Marshal(p)
		if err != nil {
			return nil, err
		}
		if _, err := tx.NewRaw("INSERT INTO procedure_ruleset (fingerprint, packs, at) VALUES (?, ?, ?) ON CONFLICT (fingerprint) DO NOTHING", print, string(b), clock.Now(e.clock)).Exec(ctx); err != nil {
			return nil, fmt.Errorf("pin rules of %s: %w", c.ID, err)
		}
		tx.AfterCommit(func() { e.keepSet(key, print, set) })
	}
	c.Rules = print
	return set, nil
}

func (e *Engine) keepSet(key, print string, set *rule.Set) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.sets) > remembered || len(e.pins) > remembered {
		e.sets, e.pins = map[string]*rule.Set{}, map[string]string{}
	}
	e.sets[print] = set
	if key != "" {
		e.pins[key] = print
	}
}

// rulesOf is the law behind a fingerprint.
func (e *Engine) rulesOf(ctx context.Context, db queryer, print string) (*rule.Set, error) {
	e.mu.Lock()
	set, book := e.sets[print], e.book
	e.mu.Unlock()
	if set != nil {
		return set, nil
	}
	var raw string
	if err := db.NewRaw("SELECT packs FROM procedure_ruleset WHERE fingerprint = ?", print).Scan(ctx, &raw); err != nil {
		return nil, fmt.Errorf("rules %s: %w", print, err)
	}
	var p pinned
	if err := json.Unmarshal([]byte(raw), &p); err != nil {
		return nil, fmt.Errorf("rules %s: %w", print, err)
	}
	var packs []*rule.Pack
	for _, k := range book.Packs() {
		if slices.Contains(p.Packs, k.Ref()) {
			packs = append(packs, k)
		}
	}
	then, err := rule.NewBook(packs...)
	if err != nil {
		return nil, fmt.Errorf("rules %s: %w", print, err)
	}
	set = then.On(p.Day, p.Area)
	if len(packs) != len(p.Packs) || set.Fingerprint() != print {
		return nil, fail.Internal("procedure.rules-lost", "本案适用的规则包与立案时不一致", fmt.Sprintf("the packs behind the rules %s are not what they were: want %v", print, p.Packs))
	}
	e.keepSet("", print, set)
	return set, nil
}

// RulesOf is the law that a case is judged by; nil for a case of a procedure without law.
func (e *Engine) RulesOf(ctx context.Context, c *Case) (*rule.Set, error) {
	if c.Rules == "" {
		return nil, nil //nolint:nilnil // ordinary for work that is no case of law
	}
	return e.rulesOf(ctx, e.db.Read(), c.Rules)
}
