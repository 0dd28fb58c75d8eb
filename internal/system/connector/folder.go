package connector

import (
	"context"
	"errors"
	"io"
	"path/filepath"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/folder"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/connect/mapping"
)

// folder opens the folder of one source, below Needs.Inbox: files are put in whole (written under another name and renamed)
// and taken in the order of their names.
func (s *System) folder(src Source) (*folder.Folder, error) {
	return folder.Open(folder.Options{Name: "connector", Dir: filepath.Join(s.Inbox, src.ID), Most: mapping.MaxBytes, Clock: s.Clock, Log: s.Log, Metrics: s.Metrics})
}

// sweep is one run over a claimed source of files. A file is moved away only after its records are committed; one that comes
// again after a crash changes nothing. No file is no fault and no sign of life either.
func (s *System) sweep(ctx context.Context, src Source, st *State) error {
	run, total := s.begin(src), RecordCount{Faults: []mapping.RecordFault{}}
	f, err := s.folder(src)
	if err != nil {
		return s.failed(ctx, src, st, run, total, err)
	}
	defer f.Close()
	names, err := f.Waiting()
	if err != nil {
		return s.failed(ctx, src, st, run, total, err)
	}
	if len(names) == 0 {
		st.NextAt = clock.At(s.Clock.Now().Add(seconds(src.Every)))
		return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(s.move(ctx, tx, st), s.release(ctx, tx, st))
		})
	}
	st.Lies = 0
	st.blame(lang.Text{}, "")
	var wrong error
	for _, name := range names[:min(len(names), mostPages)] {
		err := s.file(ctx, src, st, run, &total, f, name)
		if errors.Is(err, errLost) || ctx.Err() != nil {
			return err
		}
		if err != nil && fail.KindOf(err) != fail.KindInvalid {
			return s.failed(ctx, src, st, run, total, err)
		}
		wrong = errors.Join(wrong, err)
	}
	st.Backlog = int64(max(0, len(names)-mostPages))
	if wrong != nil {
		return s.failed(ctx, src, st, run, total, wrong)
	}
	return s.finished(ctx, src, st, run, total, st.Backlog > 0)
}

// file takes one file. It fails with Invalid when the file cannot be read; it was put aside then.
func (s *System) file(ctx context.Context, src Source, st *State, run *SourceRun, total *RecordCount, f *folder.Folder, name string) error {
	var stays error
	refused, err := f.Take(ctx, name, func(ctx context.Context, file folder.File) (folder.Outcome, error) {
		body, err := io.ReadAll(file)
		if err != nil {
			return folder.Outcome{}, err
		}
		page, err := mapping.Evaluate(src.Mapping, body, s.Clock.Now())
		if err != nil {
			return folder.Outcome{}, err
		}
		if stays = s.records(ctx, src, st, run, total, page, name); stays != nil {
			return folder.Outcome{}, errStays
		}
		return folder.Outcome{}, nil
	})
	switch {
	case stays != nil:
		return stays
	case err == nil && refused != nil:
		st.Sample = cut(name, 100)
		return refused
	}
	return err
}

// errStays says that a file could not be dealt with now, whatever the reason is called.
var errStays = errors.New("the file stays")

// records stores what a file says.
func (s *System) records(ctx context.Context, src Source, st *State, run *SourceRun, total *RecordCount, page mapping.Result, name string) error {
	next := *st
	if newest := clock.At(page.Newest()); newest.After(next.Newest.Time) {
		next.Newest = newest
	}
	c, err := s.take(ctx, src, page, func(ctx context.Context, tx *store.Tx, c RecordCount) error {
		n := next
		n.Taken, n.Refused, n.Lies = n.Taken+c.Taken, n.Refused+c.Refused, n.Lies+c.Lies
		return s.move(ctx, tx, &n)
	})
	if err != nil {
		return err
	}
	next.Taken, next.Refused, next.Lies = next.Taken+c.Taken, next.Refused+c.Refused, next.Lies+c.Lies
	if c.Lies > 0 {
		first := firstLie(c.Faults)
		next.blame(lang.T("有不可能的值："+first.Text.Zh, "a value that cannot be: "+first.Text.En), name+" "+first.Field+": "+first.Sample)
	}
	*st = next
	total.add(c)
	run.Pages++
	return nil
}
