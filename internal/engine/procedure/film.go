package procedure

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure/recording"
)

// Film is a moment of an act that the law wants on film: the certificate is shown, the rights are told, a writ is served.
type Film struct {
	Key   string
	Title lang.Text
	Basis Basis // the act's own when zero
	// When is the time of it; nil for the act's legal moment, give or take a few minutes.
	When func(t *Turn) (from, to time.Time)
}

// RecordingKind is the kind of the files that are recordings of body cameras and interview rooms.
const RecordingKind = "recording"

// aroundMoment is how far from its legal moment an act may have been filmed: its entry rounds to minutes.
const aroundMoment = 5 * time.Minute

// filmed keeps the moments that an act demands on film.
func (e *Engine) filmed(ctx context.Context, t *Turn) error {
	for _, f := range t.Act.Films {
		from, to := t.At.Add(-aroundMoment), t.At.Time
		if f.When != nil {
			from, to = f.When(t)
		}
		law := f.Basis.Or(t.Act.Basis)
		m := momentRow{Revision: t.Case.Revision, Key: f.Key, Act: t.Act.Name, Zh: f.Title.Zh, En: f.Title.En, Law: law.Law, Article: law.Article, From: clock.At(from), To: clock.At(to)}
		t.moments = append(t.moments, m)
		_, err := t.Tx.NewRaw("INSERT INTO procedure_moment (case_id, revision, key, act, title_zh, title_en, law, article, from_at, to_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			t.Case.ID, m.Revision, m.Key, m.Act, m.Zh, m.En, m.Law, m.Article, m.From, m.To).Exec(ctx)
		if err != nil {
			return fmt.Errorf("moment %s of %s: %w", f.Key, t.Case.ID, err)
		}
	}
	return nil
}

const momentColumns = "revision, key, act, title_zh, title_en, law, article, from_at, to_at"

// noDevice stands for the device of a recording that nobody named.
const noDevice = "未登记设备"

// momentRow is a moment as it is kept.
type momentRow struct {
	Revision int64         `bun:"revision"`
	Key      string        `bun:"key"`
	Act      string        `bun:"act"`
	Zh       string        `bun:"title_zh"`
	En       string        `bun:"title_en"`
	Law      string        `bun:"law"`
	Article  string        `bun:"article"`
	From     clock.Instant `bun:"from_at"`
	To       clock.Instant `bun:"to_at"`
}

// Recordings is what the recordings of a case show: the moments that must be on film against the film there is, the
// findings, and what legal review said to them.
type Recordings struct {
	Report  recording.Report    `json:"report"`
	Open    []recording.Finding `json:"open" nullable:"false" doc:"findings that nobody has answered"`
	Answers []FindingAnswer     `json:"answers" nullable:"false"`
	// MayAnswer and Answerer say who may answer; only for those who read the case, not for guards.
	MayAnswer bool   `json:"may_answer" doc:"whether the caller may answer"`
	Answerer  string `json:"answerer" doc:"permission to answer, empty when nobody may"`
}

// FindingAnswer is what legal review said to a finding.
type FindingAnswer struct {
	ID         string            `bun:"id" json:"id"`
	Case       string            `bun:"case_id" json:"case"`
	Finding    string            `bun:"finding" json:"finding"`
	Verdict    recording.Verdict `bun:"verdict" json:"verdict"`
	Text       string            `bun:"text" json:"text"`
	Person     string            `bun:"person" json:"person"`
	PersonName string            `bun:"person_name" json:"person_name"`
	At         clock.Instant     `bun:"at" json:"at"`
}

const answerColumns = "id, case_id, finding, verdict, text, person, person_name, at"

// Recordings checks the recordings of a case that the subject may see.
func (e *Engine) Recordings(ctx context.Context, by identity.Subject, caseID string) (Recordings, error) {
	c, err := e.Case(ctx, by, caseID)
	if err != nil {
		return Recordings{}, err
	}
	files, err := e.Files(ctx, by, caseID)
	if err != nil {
		return Recordings{}, err
	}
	d, err := e.Definition(c.Procedure, c.Version)
	if err != nil {
		return Recordings{}, err
	}
	out, err := recordingsOf(ctx, e.db.Read(), c, files)
	out.Answerer, out.MayAnswer = d.Answers, d.Answers != "" && by.Can(d.Answers, c.Area)
	return out, err
}

// Recordings checks the recordings of the turn's case, for a guard.
func (t *Turn) Recordings(ctx context.Context) (Recordings, error) {
	return recordingsOf(ctx, t.Tx, t.Case, t.files)
}

func recordingsOf(ctx context.Context, db queryer, c *Case, files []File) (Recordings, error) {
	out := Recordings{Open: []recording.Finding{}, Answers: []FindingAnswer{}}
	var rows []momentRow
	err := db.NewRaw("SELECT "+momentColumns+" FROM procedure_moment WHERE case_id = ? ORDER BY from_at, revision, key", c.ID).Scan(ctx, &rows)
	if err != nil {
		return out, fmt.Errorf("moments of %s: %w", c.ID, err)
	}
	in := recording.Input{Rules: recording.Usual()}
	in.Opened = c.OpenedAt.Time
	for _, r := range rows {
		if r.From.Before(in.Opened) {
			in.Opened = r.From.Time
		}
		in.Required = append(in.Required, recording.Moment{
			Key: fmt.Sprintf("%s.%d", r.Key, r.Revision), Title: lang.T(r.Zh, r.En), From: r.From.Time, To: r.To.Time, Least: 3 * time.Second, Basis: recording.Citation{Law: r.Law, Article: r.Article},
		})
	}
	hashes := []string{}
	for _, f := range files {
		if f.Kind != RecordingKind || f.Began.IsZero() || f.Ended.IsZero() {
			continue
		}
		hashes = append(hashes, f.Hash)
		in.Segments = append(in.Segments, recording.Segment{ID: f.ID, File: f.Hash, Device: cmp.Or(f.Device, noDevice), Start: f.Began.Time, End: f.Ended.Time, Arrived: f.At.Time})
	}
	if in.Elsewhere, err = elsewhere(ctx, db, c.ID, hashes); err != nil {
		return out, err
	}
	if out.Report, err = recording.Check(in); err != nil {
		return out, err
	}
	if err := db.NewRaw("SELECT "+answerColumns+" FROM procedure_answer WHERE case_id = ? ORDER BY id", c.ID).Scan(ctx, &out.Answers); err != nil {
		return out, fmt.Errorf("answers of %s: %w", c.ID, err)
	}
	given := []recording.Answer{}
	for _, a := range out.Answers {
		given = append(given, recording.Answer{Finding: a.Finding, Verdict: a.Verdict, Text: a.Text, Person: a.Person, At: a.At.Time})
	}
	open, _, err := recording.Review(out.Report, given)
	out.Open = append(out.Open, open...)
	return out, err
}

// elsewhere finds the same footage in other cases.
func elsewhere(ctx context.Context, db queryer, caseID string, hashes []string) ([]recording.Use, error) {
	var out []recording.Use
	for _, h := range hashes {
		var other []string
		if err := db.NewRaw("SELECT case_id FROM procedure_file WHERE hash = ? AND kind = ? AND case_id <> ? ORDER BY case_id LIMIT 1", h, RecordingKind, caseID).Scan(ctx, &other); err != nil {
			return nil, fmt.Errorf("footage of %s elsewhere: %w", caseID, err)
		}
		for _, c := range other {
			out = append(out, recording.Use{Case: c, File: h})
		}
	}
	return out, nil
}

// AnswerFinding records what legal review says to a finding about the recordings. It is for whoever holds the procedure's
// Answers permission in the area; the finding must be there, and the answer is journaled.
func (e *Engine) AnswerFinding(ctx context.Context, tx *store.Tx, by identity.Subject, caseID, finding string, v recording.Verdict, text string) (FindingAnswer, error) {
	c, d, err := e.locked(ctx, tx, by, caseID)
	if err != nil {
		return FindingAnswer{}, err
	}
	if d.Answers == "" || !by.Can(d.Answers, c.Area) {
		return FindingAnswer{}, fail.Denied("procedure.answer-denied", "音像记录的问题由法制审核人员答复", "findings about recordings are answered by legal review")
	}
	files, err := filesOf(ctx, tx, c.ID)
	if err != nil {
		return FindingAnswer{}, err
	}
	r, err := recordingsOf(ctx, tx, c, files)
	if err != nil {
		return FindingAnswer{}, err
	}
	found := false
	for _, f := range r.Report.Findings {
		found = found || f.Key == finding
	}
	if !found {
		return FindingAnswer{}, fail.NotFound("procedure.finding-unknown", "没有这个问题，可能已经消除", "there is no such finding; it may be gone").At("finding")
	}
	a := FindingAnswer{ID: id.New(), Case: c.ID, Finding: finding, Verdict: v, Text: strings.TrimSpace(text), Person: by.ID, PersonName: by.Name, At: e.now(c)}
	if err := (recording.Answer{Finding: finding, Verdict: v, Text: a.Text, Person: a.Person, At: a.At.Time}).Check(); err != nil {
		return FindingAnswer{}, err
	}
	_, err = tx.NewRaw("INSERT INTO procedure_answer ("+answerColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?)", a.ID, a.Case, a.Finding, a.Verdict, a.Text, a.Person, a.PersonName, a.At).Exec(ctx)
	if err != nil {
		return FindingAnswer{}, fmt.Errorf("answer of %s: %w", caseID, err)
	}
	_, err = e.journal.Append(ctx, tx, journal.Entry{
		Object: c.ID, Root: c.Root, Area: c.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: c.Procedure + ".finding.answered",
		Body: map[string]any{"case": c.Title, "finding": finding, "verdict": v, "text": a.Text, "answer": a.ID, "row": a.sum()},
	})
	if err != nil {
		return FindingAnswer{}, err
	}
	return a, e.bus.EmitValue(ctx, tx, d.event(CaseChanged, c), Changed{Case: *c, Act: "finding", From: c.Stage})
}
