package procedure

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
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

// Audit holds everything that the tables say of every case against what the journal says of it: its row, clocks, writs,
// files, signatures, past, refusals and archives, and the rule packs that were loaded. What was changed, added or removed
// beside the engine is told to tell, with the case. The journal itself is proved by its own verification. The server may
// write meanwhile: a case that moves while it is read is read again. Not held against the journal are when a clock warns
// next, which packs stand behind a fingerprint of rules (a case whose packs differ is refused when it is used), and the
// table of numbers, which is proved by the writs that carry them.
func Audit(ctx context.Context, db *store.DB, j *journal.Journal, tell func(caseID, what string)) (Audited, error) {
	var out Audited
	if err := auditPacks(ctx, db, j, tell); err != nil {
		return out, err
	}
	if err := orphans(ctx, db, tell); err != nil {
		return out, err
	}
	if err := neither(ctx, db, tell); err != nil {
		return out, err
	}
	last := ""
	for {
		var ids []string
		if err := db.Read().NewRaw("SELECT id FROM procedure_case WHERE id > ? ORDER BY id LIMIT ?", last, auditPage).Scan(ctx, &ids); err != nil {
			return out, fmt.Errorf("audit cases: %w", err)
		}
		for _, id := range ids {
			if err := auditCase(ctx, db, j, id, &out, tell); err != nil {
				return out, err
			}
			last = id
		}
		if len(ids) < auditPage {
			return out, gone(ctx, db, j, tell)
		}
	}
}

// AuditOf is Audit of one case and of what lies under it.
func AuditOf(ctx context.Context, db *store.DB, j *journal.Journal, root string, tell func(caseID, what string)) (Audited, error) {
	var out Audited
	var ids []string
	if err := db.Read().NewRaw("SELECT id FROM procedure_case WHERE root = ? AND root <> id OR id = ? ORDER BY id", root, root).Scan(ctx, &ids); err != nil {
		return out, fmt.Errorf("audit %s: %w", root, err)
	}
	said, err := j.Case(ctx, root)
	if err != nil {
		return out, err
	}
	for _, r := range said {
		if r.ObjectSeq == 1 && strings.HasSuffix(r.Action, "."+open) && !slices.Contains(ids, r.Object) {
			tell(r.Object, missingCase)
		}
	}
	for _, id := range ids {
		if err := auditCase(ctx, db, j, id, &out, tell); err != nil {
			return out, err
		}
	}
	return out, nil
}

const missingCase = "the case is missing: the journal opened it"

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
				tell(id, missingCase)
			}
		}
		last = known[len(known)-1]
	}
}

// orphans tells of rows of cases that are not there.
func orphans(ctx context.Context, db *store.DB, tell func(caseID, what string)) error {
	for _, table := range []string{"procedure_clock", "procedure_past", "procedure_pending", "procedure_paper", "procedure_file", "procedure_refusal", "procedure_archive", "procedure_moment", "procedure_answer"} {
		var ids []string
		if err := db.Read().NewRaw("SELECT DISTINCT case_id FROM "+table+" WHERE case_id NOT IN (SELECT id FROM procedure_case) ORDER BY case_id").Scan(ctx, &ids); err != nil {
			return fmt.Errorf("audit %s: %w", table, err)
		}
		for _, id := range ids {
			tell(id, table+" speaks of a case that is not there")
		}
	}
	return nil
}

// neither tells of booleans that are neither true nor false: SQLite stores any number in such a column, Go reads it as
// true, and SQL finds it under neither.
func neither(ctx context.Context, db *store.DB, tell func(caseID, what string)) error {
	for _, c := range []struct{ table, id, column string }{{"procedure_case", "id", "closed"}, {"procedure_clock", "case_id", "party"}} {
		var ids []string
		if err := db.Read().NewRaw("SELECT DISTINCT "+c.id+" FROM "+c.table+" WHERE "+c.column+" NOT IN (TRUE, FALSE) ORDER BY 1").Scan(ctx, &ids); err != nil {
			return fmt.Errorf("audit %s: %w", c.table, err)
		}
		for _, id := range ids {
			tell(id, c.table+"."+c.column+" is neither true nor false: changed beside the engine")
		}
	}
	return nil
}

// auditCase tells what is wrong with one case, once it is sure that the case did not move meanwhile: everything that an act
// changes comes with its journal entry.
func auditCase(ctx context.Context, db *store.DB, j *journal.Journal, id string, out *Audited, tell func(caseID, what string)) error {
	records, err := j.Of(ctx, id)
	if err != nil {
		return err
	}
	for {
		seen, faults, err := compareCase(ctx, db, id, saidOf(records))
		if err != nil {
			return err
		}
		if len(faults) > 0 {
			now, err := j.Of(ctx, id)
			if err != nil {
				return err
			}
			if len(now) != len(records) {
				records = now
				continue
			}
		}
		out.Cases, out.Papers, out.Files = out.Cases+1, out.Papers+seen.Papers, out.Files+seen.Files
		for _, f := range faults {
			tell(id, f)
		}
		return nil
	}
}

// said is what the journal says of a case.
type said struct {
	begun    bool
	state    string
	tables   map[string]string // nil before sums were kept
	past     map[int64]string
	moments  map[int64]string
	papers   map[string]bool // model, docx and html hashes, joined
	files    map[string]fileSaid
	refusals map[string]string
	archives map[string]string
	answers  map[string]string
}

type fileSaid struct{ hash, row string }

func saidOf(records []journal.Record) said {
	s := said{papers: map[string]bool{}, files: map[string]fileSaid{}, past: map[int64]string{}, refusals: map[string]string{}, archives: map[string]string{}, answers: map[string]string{}, moments: map[int64]string{}}
	for _, r := range records {
		var b struct {
			State    string              `json:"state"`
			Tables   map[string]string   `json:"tables"`
			Revision int64               `json:"revision"`
			Past     string              `json:"past"`
			Writs    []map[string]string `json:"writs"`
			File     string              `json:"file"`
			SM3      string              `json:"sm3"`
			Refusal  string              `json:"refusal"`
			Archive  string              `json:"archive"`
			Answer   string              `json:"answer"`
			Moments  string              `json:"moments"`
			Row      string              `json:"row"`
		}
		s.begun = s.begun || r.ObjectSeq == 1 && strings.HasSuffix(r.Action, "."+open)
		if json.Unmarshal(r.Body, &b) != nil {
			continue // the journal's own verification names it
		}
		if b.State != "" {
			s.state, s.tables = b.State, b.Tables
		}
		if b.Past != "" {
			s.past[b.Revision] = b.Past
		}
		if b.Moments != "" {
			s.moments[b.Revision] = b.Moments
		}
		if b.Answer != "" {
			s.answers[b.Answer] = b.Row
		}
		for _, w := range b.Writs {
			s.papers[w["model"]+w["docx"]+w["html"]] = true
		}
		if b.File != "" {
			s.files[b.File] = fileSaid{b.SM3, b.Row}
		}
		if b.Refusal != "" {
			s.refusals[b.Refusal] = b.Row
		}
		if b.Archive != "" {
			s.archives[b.Archive] = b.Row
		}
	}
	return s
}

// compareCase holds the tables against the journal, both ways.
func compareCase(ctx context.Context, db *store.DB, id string, s said) (seen Audited, faults []string, err error) {
	var rows []struct {
		Case
		DueKey   int64  `bun:"due_key"`
		District string `bun:"district"`
	}
	if err := db.Read().NewRaw("SELECT "+columns+", due_key, district FROM procedure_case WHERE id = ?", id).Scan(ctx, &rows); err != nil {
		return seen, nil, fmt.Errorf("audit case %s: %w", id, err)
	}
	if len(rows) == 0 {
		return seen, []string{"the case vanished while it was read"}, nil
	}
	c, say := &rows[0].Case, func(format string, a ...any) { faults = append(faults, fmt.Sprintf(format, a...)) }
	switch {
	case !s.begun:
		say("the journal never opened this case")
	case s.state != "" && s.state != c.state():
		say("the case is not as its last journal entry left it: changed beside the engine")
	}
	if rows[0].DueKey != c.dueKey() || rows[0].District != c.district() {
		say("the case is not sorted into the lists where it belongs: changed beside the engine")
	}
	papers, err := papersOf(ctx, db.Read(), id)
	if err != nil {
		return seen, nil, err
	}
	s.comparePapers(papers, say)
	if err := s.compareTables(ctx, db, id, papers, say); err != nil {
		return seen, nil, err
	}
	files, err := filesOf(ctx, db.Read(), id)
	if err != nil {
		return seen, nil, err
	}
	s.compareFiles(files, say)
	return Audited{Papers: len(papers), Files: len(files)}, faults, s.compareKept(ctx, db, id, say)
}

func (s said) comparePapers(papers []Paper, say func(string, ...any)) {
	for _, p := range papers {
		key, name := p.ModelHash+p.DOCXHash+p.HTMLHash, strings.TrimSpace(p.Title+" "+p.Number)
		model := sm3.Sum([]byte(p.Model))
		switch {
		case !s.papers[key]:
			say("writ %s: the journal knows none with these hashes", name)
		case hex.EncodeToString(model[:]) != p.ModelHash:
			say("writ %s: its record was altered", name)
		}
		delete(s.papers, key)
	}
	for range s.papers {
		say("a writ that the journal knows is missing")
	}
}

// compareTables holds clocks, writs, signatures and past against the sums of the last entry.
func (s said) compareTables(ctx context.Context, db *store.DB, id string, papers []Paper, say func(string, ...any)) error {
	if s.tables == nil {
		return nil
	}
	clocks, err := clocksOf(ctx, db.Read(), id)
	if err != nil {
		return err
	}
	p, err := pendingOf(ctx, db.Read(), id)
	if err != nil {
		return err
	}
	is := tables(clocks, papers, p)
	for _, kind := range []string{"clocks", "writs", "pending"} {
		if is[kind] != s.tables[kind] {
			say("its %s are not as its last journal entry left them: changed beside the engine", kind)
		}
	}
	var past []struct {
		Part int `bun:"part"`
		Done `bun:",extend"`
	}
	if err := db.Read().NewRaw("SELECT revision, part, act, person, name, at, moment, stage, role FROM procedure_past WHERE case_id = ? ORDER BY revision, part", id).Scan(ctx, &past); err != nil {
		return fmt.Errorf("past of %s: %w", id, err)
	}
	byRevision := map[int64][]Done{}
	for _, d := range past {
		if d.Part != len(byRevision[d.Revision]) {
			say("who did the act of revision %d: the order was changed beside the engine", d.Revision)
		}
		byRevision[d.Revision] = append(byRevision[d.Revision], d.Done)
	}
	is = map[string]string{}
	for r, rows := range byRevision {
		is[strconv.FormatInt(r, 10)] = sumPast(rows)
	}
	differ("who did the act of revision", is, byText(s.past), say)
	var moments []momentRow
	if err := db.Read().NewRaw("SELECT "+momentColumns+" FROM procedure_moment WHERE case_id = ?", id).Scan(ctx, &moments); err != nil {
		return fmt.Errorf("moments of %s: %w", id, err)
	}
	filmed := map[int64][]momentRow{}
	for _, m := range moments {
		filmed[m.Revision] = append(filmed[m.Revision], m)
	}
	is = map[string]string{}
	for r, rows := range filmed {
		is[strconv.FormatInt(r, 10)] = sumMoments(rows)
	}
	differ("what must be on film of revision", is, byText(s.moments), say)
	return nil
}

func byText(m map[int64]string) map[string]string {
	out := map[string]string{}
	for k, v := range m {
		out[strconv.FormatInt(k, 10)] = v
	}
	return out
}

func (s said) compareFiles(files []File, say func(string, ...any)) {
	for _, f := range files {
		switch known, ok := s.files[f.ID]; {
		case !ok || known.hash != f.Hash:
			say("file %s: the journal knows it with another hash, or not at all", f.Name)
		case known.row != "" && known.row != f.sum():
			say("file %s: what is known of it was changed beside the engine", f.Name)
		}
		delete(s.files, f.ID)
	}
	for id := range s.files {
		say("file %s, which the journal knows, is missing", id)
	}
}

// compareKept holds refusals and archives against the journal.
func (s said) compareKept(ctx context.Context, db *store.DB, id string, say func(string, ...any)) error {
	var refusals []Refusal
	if err := db.Read().NewRaw("SELECT "+refusalColumns+" FROM procedure_refusal WHERE case_id = ?", id).Scan(ctx, &refusals); err != nil {
		return fmt.Errorf("refusals of %s: %w", id, err)
	}
	is := map[string]string{}
	for _, r := range refusals {
		is[r.ID] = r.sum()
	}
	differ("refusal", is, s.refusals, say)
	var archives []Archived
	if err := db.Read().NewRaw("SELECT "+archiveColumns+" FROM procedure_archive WHERE case_id = ?", id).Scan(ctx, &archives); err != nil {
		return fmt.Errorf("archives of %s: %w", id, err)
	}
	is = map[string]string{}
	for _, a := range archives {
		is[a.ID] = a.sum()
	}
	differ("archive", is, s.archives, say)
	var answers []FindingAnswer
	if err := db.Read().NewRaw("SELECT "+answerColumns+" FROM procedure_answer WHERE case_id = ?", id).Scan(ctx, &answers); err != nil {
		return fmt.Errorf("answers of %s: %w", id, err)
	}
	is = map[string]string{}
	for _, a := range answers {
		is[a.ID] = a.sum()
	}
	differ("answer", is, s.answers, say)
	return nil
}

// differ tells where rows and the journal differ, both ways.
func differ(what string, is, want map[string]string, say func(string, ...any)) {
	for id, sum := range is {
		if want[id] != sum {
			say("%s %s: the journal knows it otherwise, or not at all", what, id)
		}
	}
	for id := range want {
		if _, ok := is[id]; !ok {
			say("%s %s, which the journal knows, is missing", what, id)
		}
	}
}

// auditPacks holds the rule packs that were loaded against the journal, both ways.
func auditPacks(ctx context.Context, db *store.DB, j *journal.Journal, tell func(caseID, what string)) error {
	known := map[string]string{} // hashes by reference
	for last := ""; ; {
		objects, err := j.Begun(ctx, "procedure.pack.load", last, auditPage)
		if err != nil {
			return err
		}
		for _, o := range objects {
			records, err := j.Of(ctx, o)
			if err != nil {
				return err
			}
			for _, r := range records {
				var b struct {
					Pack string `json:"pack"`
					SM3  string `json:"sm3"`
				}
				if json.Unmarshal(r.Body, &b) == nil && b.Pack != "" {
					known[b.Pack] = b.SM3
				}
			}
			last = o
		}
		if len(objects) < auditPage {
			break
		}
	}
	var rows []struct {
		ID      string `bun:"id"`
		Version string `bun:"version"`
		Body    string `bun:"body"`
		Hash    string `bun:"hash"`
	}
	if err := db.Read().NewRaw("SELECT id, version, body, hash FROM procedure_pack ORDER BY id, version").Scan(ctx, &rows); err != nil {
		return fmt.Errorf("audit rule packs: %w", err)
	}
	is := map[string]string{}
	for _, r := range rows {
		body := sm3.Sum([]byte(r.Body))
		if is[r.ID+"@"+r.Version] = hex.EncodeToString(body[:]); r.Hash != hex.EncodeToString(body[:]) {
			is[r.ID+"@"+r.Version] = "altered"
		}
	}
	differ("rule pack", is, known, func(format string, a ...any) { tell("rules", fmt.Sprintf(format, a...)) })
	return nil
}
