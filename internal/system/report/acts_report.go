package report

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/engine/procedure"
)

// drafted begins a report with what is known.
func (s *System) drafted(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[draftForm](t)
	return procedure.Alter(t, func(m *UpwardMatter) error {
		m.Anew = nil
		r := UpwardReport{N: len(m.Reports) + 1, Kind: f.Kind, Version: 1, State: Drafting, Grade: m.Grade, Author: t.By.ID, AuthorName: t.By.Name}
		if f.Kind == Progress {
			for _, o := range m.Reports {
				if o.Kind == Progress && o.State == Received {
					r.Seq++
				}
			}
			r.Seq++
		}
		if f.Kind == Correction {
			old := m.Report(f.Corrects)
			r.Corrects, r.Version = f.Corrects, old.Version+1
		}
		c, err := s.course(ctx, m)
		if err != nil {
			return err
		}
		r.Content = draft(t, m, r, c)
		r.Known = len(m.Statements)
		m.Reports = append(m.Reports, r)
		return nil
	})
}

// wrote keeps the words of the draft. Whoever wrote last is its writer, and does not sign it.
func wrote(t *procedure.Turn, m *UpwardMatter) error {
	r := m.Open()
	m.Anew = nil
	r.Content = *procedure.FormOf[ReportContents](t)
	r.Author, r.AuthorName, r.Known = t.By.ID, t.By.Name, len(m.Statements)
	return nil
}

func submitted(_ *procedure.Turn, m *UpwardMatter) error {
	m.Anew = nil
	m.Open().State = Reviewed
	return nil
}

func abandoned(t *procedure.Turn, m *UpwardMatter) error {
	m.Anew = nil
	r := m.Open()
	r.State = Abandoned
	r.Returned = append(r.Returned, UpwardReturn{At: moment(t.Now.Time), By: t.By.Name, Reason: procedure.FormOf[reasonForm](t).Reason})
	return nil
}

func sentBack(t *procedure.Turn, m *UpwardMatter) error {
	m.Anew = nil
	r := m.Open()
	r.State = Drafting
	r.Returned = append(r.Returned, UpwardReturn{At: moment(t.Now.Time), By: t.By.Name, Reason: procedure.FormOf[reasonForm](t).Reason})
	return nil
}

// signed freezes the report; its writ, which numbers it, puts it into the ledger of sendings.
func (s *System) signed(ctx context.Context, t *procedure.Turn) error {
	up, err := s.upperOf(ctx, t.Tx, t.Case.Area)
	if err != nil {
		return err
	}
	return procedure.Alter(t, func(m *UpwardMatter) error {
		m.Anew = nil
		r := m.Open()
		r.State, r.Signer, r.SignerName, r.SignedAt, r.Grade, r.To = Queued, t.By.ID, t.By.Name, moment(t.Now.Time), m.Grade, up.Name
		if up.Name == "" {
			r.To = "上级应急管理部门"
		}
		return nil
	})
}

// received ends a sending with the receipt of the upper system.
func (s *System) received(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[receiveForm](t)
	when := soonest(at(f.At), t.Now)
	return s.arrive(ctx, t, when, UpwardReceipt{How: "network", Number: f.Number, At: moment(when.Time), By: "", Note: f.Note})
}

// confirmed ends a sending that was told by hand.
func (s *System) confirmed(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[confirmForm](t)
	if err := past(t, f.At, "at"); err != nil {
		return err
	}
	when := soonest(at(f.At), t.Now)
	m, err := procedure.DataOf[UpwardMatter](t)
	if err != nil {
		return err
	}
	if err := s.byHand(ctx, t, m.Open().N); err != nil {
		return err
	}
	return s.arrive(ctx, t, when, UpwardReceipt{How: f.How, At: moment(when.Time), By: f.Organ + " " + f.By, Note: f.Note})
}

// arrive notes the receipt of the report in work, lets the clocks end as of then, and begins those of what it did not know.
func (s *System) arrive(ctx context.Context, t *procedure.Turn, when clock.Instant, rc UpwardReceipt) error {
	err := procedure.Alter(t, func(m *UpwardMatter) error {
		m.Anew = nil
		r := m.Open()
		r.State, r.Receipts = Received, append(r.Receipts, rc)
		if old := m.Report(r.Corrects); old != nil {
			old.Superseded = r.N
		}
		t.At = soonest(notBefore(t, when), t.Now)
		return m.arrivedClocks(t, r, when)
	})
	if err == nil && whereTo(t) == closed {
		err = s.unlist(ctx, t)
	}
	return err
}

// ended takes a matter off the list of open ones; a report in work is given up.
func (s *System) ended(ctx context.Context, t *procedure.Turn) error {
	err := procedure.Alter(t, func(m *UpwardMatter) error {
		m.Anew = nil
		if r := m.Open(); r != nil {
			r.State = Abandoned
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.unlist(ctx, t)
}

func (s *System) unlist(ctx context.Context, t *procedure.Turn) error {
	if _, err := t.Tx.NewRaw("UPDATE report_matter SET open = ? WHERE case_id = ?", false, t.Case.ID).Exec(ctx); err != nil {
		return fmt.Errorf("end the reporting %s: %w", t.Case.ID, err)
	}
	return nil
}

func refused(t *procedure.Turn, m *UpwardMatter) error {
	m.Anew = nil
	r := m.Open()
	r.State = Refused
	r.Returned = append(r.Returned, UpwardReturn{At: moment(t.Now.Time), By: r.To, Reason: procedure.FormOf[reasonForm](t).Reason})
	return nil
}

// redone takes the report back to be mended; it will be signed anew under another number.
func redone(_ *procedure.Turn, m *UpwardMatter) error {
	m.Anew = nil
	r := m.Open()
	r.State = Drafting
	r.Version++
	return nil
}
