package procedure

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Audited says what an audit of cases looked at.
type Audited struct {
	Cases  int
	Papers int
	Files  int
}

// auditPage is how many cases are read at once.
const auditPage = 500

// Audit holds every case, writ and file of the tables against what the journal says of them: a case that was changed,
// added or removed beside the engine, a writ whose record differs, a file whose hash is another. tell hears of each fault;
// the journal itself is proved by its own verification. The server may write meanwhile: a case that moves while it is read
// is read again.
func Audit(ctx context.Context, db *store.DB, j *journal.Journal, tell func(caseID, what string)) (Audited, error) {
	var out Audited
	last := ""
	for {
		var cases []Case
		if err := db.Read().NewRaw("SELECT "+columns+" FROM procedure_case WHERE id > ? ORDER BY id LIMIT ?", last, auditPage).Scan(ctx, &cases); err != nil {
			return out, fmt.Errorf("audit cases: %w", err)
		}
		for _, c := range cases {
			if err := auditCase(ctx, db, j, c, &out, tell); err != nil {
				return out, err
			}
			last = c.ID
		}
		if len(cases) < auditPage {
			return out, gone(ctx, db, j, tell)
		}
	}
}

// gone tells of cases that the journal opened and that are not there.
func gone(ctx context.Context, db *store.DB, j *journal.Journal, tell func(caseID, what string)) error {
	for last := ""; ; {
		known, err := j.Begun(ctx, "."+open, last, auditPage)
		if err != nil || len(known) == 0 {
			return err
		}
		var there []string
		if err := db.Read().NewRaw("SELECT id FROM procedure_case WHERE id >= ? AND id <= ?", known[0], known[len(known)-1]).Scan(ctx, &there); err != nil {
			return fmt.Errorf("audit cases: %w", err)
		}
		for _, id := range known {
			if !slices.Contains(there, id) {
				tell(id, "the case is missing: the journal opened it")
			}
		}
		last = known[len(known)-1]
	}
}

// said is what the journal says of a case.
type said struct {
	state  string
	papers map[string]bool // model, docx and html hashes, joined
	files  map[string]string
}

func auditCase(ctx context.Context, db *store.DB, j *journal.Journal, c Case, out *Audited, tell func(caseID, what string)) error {
	for try := 0; ; try++ {
		records, err := j.Of(ctx, c.ID)
		if err != nil {
			return err
		}
		s := saidOf(records)
		if s.state == "" || s.state == c.state() {
			return s.compare(ctx, db, c, out, tell)
		}
		var now []Case
		if err := db.Read().NewRaw("SELECT "+columns+" FROM procedure_case WHERE id = ?", c.ID).Scan(ctx, &now); err != nil {
			return fmt.Errorf("audit case %s: %w", c.ID, err)
		}
		if len(now) == 0 || now[0].state() == c.state() || try == 3 {
			tell(c.ID, "the case is not as its last journal entry left it: changed beside the engine")
			return s.compare(ctx, db, c, out, tell)
		}
		c = now[0]
	}
}

func saidOf(records []journal.Record) said {
	s := said{papers: map[string]bool{}, files: map[string]string{}}
	for _, r := range records {
		var b struct {
			State string              `json:"state"`
			Writs []map[string]string `json:"writs"`
			File  string              `json:"file"`
			SM3   string              `json:"sm3"`
		}
		if json.Unmarshal(r.Body, &b) != nil {
			continue // the journal's own verification names it
		}
		if b.State != "" {
			s.state = b.State
		}
		for _, w := range b.Writs {
			s.papers[w["model"]+w["docx"]+w["html"]] = true
		}
		if b.File != "" {
			s.files[b.File] = b.SM3
		}
	}
	return s
}

// compare holds the writs and files of the tables against the journal, both ways.
func (s said) compare(ctx context.Context, db *store.DB, c Case, out *Audited, tell func(caseID, what string)) error {
	out.Cases++
	papers, err := papersOf(ctx, db.Read(), c.ID)
	if err != nil {
		return err
	}
	for _, p := range papers {
		out.Papers++
		key := p.ModelHash + p.DOCXHash + p.HTMLHash
		sum := sm3.Sum([]byte(p.Model))
		switch {
		case !s.papers[key]:
			tell(c.ID, "writ "+strings.TrimSpace(p.Title+" "+p.Number)+": the journal knows none with these hashes")
		case hex.EncodeToString(sum[:]) != p.ModelHash:
			tell(c.ID, "writ "+strings.TrimSpace(p.Title+" "+p.Number)+": its record was altered")
		}
		delete(s.papers, key)
	}
	for range s.papers {
		tell(c.ID, "a writ that the journal knows is missing")
	}
	files, err := filesOf(ctx, db.Read(), c.ID)
	if err != nil {
		return err
	}
	for _, f := range files {
		out.Files++
		if s.files[f.ID] != f.Hash {
			tell(c.ID, "file "+f.Name+": the journal knows it with another hash, or not at all")
		}
		delete(s.files, f.ID)
	}
	for _, id := range sorted(s.files) {
		tell(c.ID, "file "+id+", which the journal knows, is missing")
	}
	return nil
}

func sorted(m map[string]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
