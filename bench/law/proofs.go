package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/journal/proof"
	"anlan/internal/base/store"
)

// caseEntries is how many entries the case has that is put into an archive.
const caseEntries = 200

// proofs measures a journal of many entries: to verify it, to prove one entry, to seal a case into an archive.
func proofs(ctx context.Context, p *place, o options, r *report) error {
	off, err := openOffice(ctx, p)
	if err != nil {
		return err
	}
	defer off.bus.Close()
	by := person("p0", "officer", "210106")
	ids, err := off.open(ctx, by, 1)
	if err != nil {
		return err
	}
	for i := range caseEntries - 1 {
		if err := off.act(ctx, by, ids[0], [2]string{"report", "back"}[i%2]); err != nil {
			return err
		}
	}
	if err := off.write(ctx, o.entries-caseEntries); err != nil {
		return err
	}
	say(p.name + ": verify")
	out := proved{place: p.name}
	begin := time.Now()
	rep, err := off.journal.Verify(ctx)
	if err != nil {
		return err
	}
	if rep.Entries != o.entries {
		return fmt.Errorf("verified %d entries, want %d", rep.Entries, o.entries)
	}
	out.verify, out.heads = time.Since(begin), rep.Heads
	t, err := timed(ctx, p, 1, o.calls, func(_, i int) error {
		_, _, err := off.journal.Prove(ctx, int64(i)*786_433%o.entries+1)
		return err
	})
	if err != nil {
		return err
	}
	out.prove = quantiles(t.each)
	var each []time.Duration
	for i := range 5 {
		if i > 0 { // one state of a case is sealed once
			if err := off.act(ctx, by, ids[0], [2]string{"report", "back"}[(caseEntries+i)%2]); err != nil {
				return err
			}
		}
		begin := time.Now()
		a, err := off.engine.Archive(ctx, by, ids[0])
		if err != nil {
			return err
		}
		each, out.size = append(each, time.Since(begin)), a.Size
	}
	out.archive = quantiles(each)
	r.proofs = append(r.proofs, out)
	return nil
}

// write writes entries of many objects straight into the journal, and seals them with a head for every 4096.
func (o *office) write(ctx context.Context, n int64) error {
	if n < 0 {
		return errors.New("too few entries")
	}
	last := map[int64]proof.Record{}
	now := time.Now()
	for from := int64(0); from < n; from += 20_000 {
		err := o.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			rows := bulk{table: "journal_entry", columns: "object, object_seq, format, root, area, at, actor, actor_name, action, body, prev, hash"}
			for i := from; i < min(from+20_000, n); i++ {
				was := last[i%50_000]
				e := proof.Record{
					Format: proof.FormatChained, Object: fmt.Sprintf("01a20ba4-e25e-7000-8000-%012d", i%50_000), ObjectSeq: was.ObjectSeq + 1, Root: fmt.Sprintf("case-%d", i%5000), Area: "210106",
					At: clock.At(now).Time, Actor: "p1", ActorName: "张三", Action: "bench.case.report", Body: []byte(`{"form":` + form + `}`), Prev: was.Hash,
				}
				e.Hash = e.Sum()
				last[i%50_000] = proof.Record{ObjectSeq: e.ObjectSeq, Hash: e.Hash}
				if err := rows.add(ctx, tx, e.Object, e.ObjectSeq, e.Format, e.Root, e.Area, clock.At(e.At), e.Actor, e.ActorName, e.Action, string(e.Body), e.Prev, e.Hash); err != nil {
					return err
				}
			}
			return rows.flush(ctx, tx)
		})
		if err != nil {
			return err
		}
		if _, err := o.journal.Seal(ctx); err != nil {
			return err
		}
	}
	_, err := o.journal.Seal(ctx)
	return err
}
