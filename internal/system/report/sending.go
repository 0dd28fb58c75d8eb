package report

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"anlan/internal/base/clock"
	"anlan/internal/engine/procedure"
)

// The states of a sending.
const (
	Waiting   = "waiting"   // for a receipt; it is tried again until there is one
	Receipted = "receipted" // the upper system has it
	SentBack  = "rejected"  // the upper system has sent it back
	ByHand    = "by-hand"   // somebody confirmed that it was told by hand
)

// UpwardSending is one line of the ledger of sendings: one signed version of a report on its way. The upper system knows it by
// its key, so that the same report twice is one entry there.
type UpwardSending struct {
	Key       string        `bun:"key" json:"key"`
	Case      string        `bun:"case_id" json:"-"`
	Report    int           `bun:"report" json:"report"`
	Upper     string        `bun:"upper" json:"upper" doc:"empty when no upper system was declared: it can only be told by hand"`
	UpperName string        `bun:"upper_name" json:"upper_name"`
	Body      string        `bun:"body" json:"-"`
	State     string        `bun:"state" json:"state" enum:"waiting,receipted,rejected,by-hand"`
	Tries     int           `bun:"tries" json:"tries"`
	NextAt    clock.Instant `bun:"next_at" json:"next_at"`
	QueuedAt  clock.Instant `bun:"queued_at" json:"queued_at"`
	EndedAt   clock.Instant `bun:"ended_at" json:"ended_at"`
	Said      string        `bun:"said" json:"said" doc:"what the last try met"`
	Receipt   string        `bun:"receipt" json:"receipt"`
}

// UpwardTry is one try of a sending.
type UpwardTry struct {
	Key    string        `bun:"key" json:"key"`
	N      int           `bun:"n" json:"n"`
	At     clock.Instant `bun:"at" json:"at"`
	Status int           `bun:"status" json:"status" doc:"of HTTP; 0 when there was no answer"`
	Said   string        `bun:"said" json:"said"`
}

const sendingColumns = "key, case_id, report, upper, upper_name, body, state, tries, next_at, queued_at, ended_at, said, receipt"

// FiledReport is a report as it is posted to an upper system. Key is the same at every try.
type FiledReport struct {
	Key        string         `json:"key"`
	Kind       string         `json:"kind"`
	Seq        int            `json:"seq,omitempty"`
	Version    int            `json:"version"`
	Corrects   string         `json:"corrects,omitempty"` // number of the report that it corrects
	Matter     string         `json:"matter"`
	Number     string         `json:"number"`
	From       string         `json:"from"`
	Area       string         `json:"area"`
	Sort       string         `json:"sort"`
	Grade      string         `json:"grade"`
	HappenedAt string         `json:"happened_at"`
	KnownAt    string         `json:"known_at"`
	SignedBy   string         `json:"signed_by"`
	SignedAt   string         `json:"signed_at"`
	Content    ReportContents `json:"content"`
	Figures    []FiledFigure  `json:"figures"`
}

// FiledFigure is a number as it is posted.
type FiledFigure struct {
	Kind   string  `json:"kind"`
	Value  float64 `json:"value"`
	Organ  string  `json:"organ"`
	SaidAt string  `json:"said_at"`
}

// keyOf is the key of a version of a report, for ever.
func keyOf(matter string, r *UpwardReport) string {
	return matter + "-" + strconv.Itoa(r.N) + "-" + strconv.Itoa(r.Version)
}

// queue puts a signed report into the ledger, frozen.
func (s *System) queue(ctx context.Context, t *procedure.Turn, m *UpwardMatter, r *UpwardReport, organ string) error {
	up, err := s.upperOf(ctx, t.Tx, t.Case.Area)
	if err != nil {
		return err
	}
	f := FiledReport{
		Key: keyOf(t.Case.ID, r), Kind: r.Kind, Seq: r.Seq, Version: r.Version, Matter: t.Case.ID, Number: r.Number, From: organ, Area: t.Case.Area, Sort: m.Sort, Grade: r.Grade,
		HappenedAt: m.HappenedAt, KnownAt: m.KnownAt, SignedBy: r.SignerName, SignedAt: r.SignedAt, Content: r.Content, Figures: []FiledFigure{},
	}
	if old := m.Report(r.Corrects); old != nil {
		f.Corrects = old.Number
	}
	known := before(m.Statements, r.Known)
	for _, k := range FigureKinds {
		if x, ok := Current(known, k.Key); ok {
			f.Figures = append(f.Figures, FiledFigure{Kind: x.Kind, Value: x.Value, Organ: x.Organ, SaidAt: x.SaidAt})
		}
	}
	body, err := json.Marshal(f)
	if err != nil {
		return err
	}
	row := UpwardSending{Key: f.Key, Case: t.Case.ID, Report: r.N, Upper: up.ID, UpperName: r.To, Body: string(body), State: Waiting, QueuedAt: t.Now}
	if up.ID != "" {
		row.NextAt = t.Now
	} else {
		row.Said = "未配置上级系统，请人工报送并确认"
	}
	_, err = t.Tx.NewRaw("INSERT INTO report_sending ("+sendingColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		row.Key, row.Case, row.Report, row.Upper, row.UpperName, row.Body, row.State, row.Tries, row.NextAt, row.QueuedAt, row.EndedAt, row.Said, row.Receipt).Exec(ctx)
	if err != nil {
		return fmt.Errorf("queue %s: %w", row.Key, err)
	}
	return nil
}

// byHand ends the sending of a report that was told by hand: it is not tried again.
func (s *System) byHand(ctx context.Context, t *procedure.Turn, report int) error {
	_, err := t.Tx.NewRaw("UPDATE report_sending SET state = ?, next_at = NULL, ended_at = ? WHERE case_id = ? AND report = ? AND state = ?", ByHand, t.Now, t.Case.ID, report, Waiting).Exec(ctx)
	if err != nil {
		return fmt.Errorf("confirm the report %d of %s: %w", report, t.Case.ID, err)
	}
	return nil
}

// sendings are those of a matter with their tries, oldest first.
func (s *System) sendings(ctx context.Context, caseID string) ([]UpwardSending, []UpwardTry, error) {
	list, tries := []UpwardSending{}, []UpwardTry{}
	if err := s.DB.Read().NewRaw("SELECT "+sendingColumns+" FROM report_sending WHERE case_id = ? ORDER BY queued_at, key", caseID).Scan(ctx, &list); err != nil {
		return nil, nil, fmt.Errorf("sendings of %s: %w", caseID, err)
	}
	err := s.DB.Read().NewRaw("SELECT t.key, t.n, t.at, t.status, t.said FROM report_try t JOIN report_sending s ON s.key = t.key WHERE s.case_id = ? ORDER BY t.at, t.key, t.n", caseID).Scan(ctx, &tries)
	if err != nil {
		return nil, nil, fmt.Errorf("tries of %s: %w", caseID, err)
	}
	return list, tries, nil
}
