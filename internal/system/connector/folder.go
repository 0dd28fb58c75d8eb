package connector

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/connect/mapping"
)

// Folders of one source, below Needs.Inbox: files are put in whole (written under another name and renamed), taken in the
// order of their names, and moved to done, or to wrong when they cannot be read.
const (
	doneDir  = "done"
	wrongDir = "wrong"
)

// folder makes sure of the folders of a source.
func (s *System) folder(src Source) (string, error) {
	dir := filepath.Join(s.Inbox, src.ID)
	for _, d := range []string{doneDir, wrongDir} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			return "", fmt.Errorf("folder of connector %s: %w", src.ID, err)
		}
	}
	return dir, nil
}

// sweep is one run over a claimed source of files. A file is moved away only after its records are committed; one that comes
// again after a crash changes nothing. No file is no fault and no sign of life either.
func (s *System) sweep(ctx context.Context, src Source, st *State) error {
	run, total := s.begin(src), RecordCount{Faults: []mapping.RecordFault{}}
	dir, err := s.folder(src)
	if err != nil {
		return s.failed(ctx, src, st, run, total, err)
	}
	names, err := waiting(dir)
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
		err := s.file(ctx, src, st, run, &total, dir, name)
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

// waiting are the files to take, in order of their names.
func waiting(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") && !strings.HasSuffix(e.Name(), ".tmp") && !strings.HasSuffix(e.Name(), ".part") {
			out = append(out, e.Name())
		}
	}
	slices.Sort(out)
	return out, nil
}

// file takes one file. It fails with Invalid when the file cannot be read; it lies in wrong then.
func (s *System) file(ctx context.Context, src Source, st *State, run *SourceRun, total *RecordCount, dir, name string) error {
	path := filepath.Join(dir, name)
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	var page mapping.Result
	if info.Size() > mapping.MaxBytes {
		err = fail.Invalid("connector.file", "文件超过 8 MiB", "the file is larger than 8 MiB")
	} else {
		var body []byte
		if body, err = os.ReadFile(path); err != nil {
			return err
		}
		page, err = mapping.Evaluate(src.Mapping, body, s.Clock.Now())
	}
	if err != nil {
		st.Sample = cut(name, 100)
		return errors.Join(err, os.Rename(path, filepath.Join(dir, wrongDir, name)))
	}
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
	if err := os.Rename(path, filepath.Join(dir, doneDir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
