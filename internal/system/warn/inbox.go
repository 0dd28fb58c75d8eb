package warn

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/connect/cap"
)

const (
	inboxEvery = 2 * time.Second
	inboxDone  = "done"
	inboxBad   = "bad"
	inboxBatch = 100 // files a look
)

// watchInbox takes in the CAP files that other programs drop into the folder. A file is read once it has kept its size
// and time from one look to the next, then moved to "done", or to "bad" with the reason beside it in a .txt file. Whoever
// may write into the folder may publish for the whole city.
func (s *System) watchInbox(ctx context.Context) error {
	root, err := openInbox(s.Inbox)
	if err != nil {
		return err
	}
	defer root.Close()
	in := inbox{s: s, root: root, last: map[string]fs.FileInfo{}}
	t := s.Clock.NewTicker(inboxEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
			if err := in.look(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("folder of warnings", "err", err) // the next look tries again
			}
		}
	}
}

func openInbox(dir string) (*os.Root, error) {
	for _, d := range []string{inboxDone, inboxBad} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			return nil, fmt.Errorf("folder of warnings: %w", err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("folder of warnings: %w", err)
	}
	return root, nil
}

type inbox struct {
	s    *System
	root *os.Root
	last map[string]fs.FileInfo // as of the look before
}

func (i *inbox) look(ctx context.Context) error {
	entries, err := fs.ReadDir(i.root.FS(), ".")
	if err != nil {
		return err
	}
	now := map[string]fs.FileInfo{}
	for _, e := range entries {
		name := e.Name()
		if ext := strings.ToLower(filepath.Ext(name)); ext != ".xml" && ext != ".cap" || strings.HasPrefix(name, ".") || len(now) == inboxBatch {
			continue
		}
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		before := i.last[name]
		if before == nil || before.Size() != info.Size() || !before.ModTime().Equal(info.ModTime()) {
			now[name] = info
			continue
		}
		if err := i.take(ctx, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	i.last = now
	return nil
}

// take reads one file. An error means that the file was left where it is, because we could not store it.
func (i *inbox) take(ctx context.Context, name string) error {
	f, err := i.root.Open(name)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(io.LimitReader(f, cap.MaxBytes+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	by := identity.Machine("inbox")
	by.Name = "文件接收"
	_, err = i.s.receive(ctx, by, identity.Everywhere, raw)
	if err == nil {
		return i.move(name, inboxDone)
	}
	refusal := fail.As(err)
	if refusal == nil {
		return err
	}
	reason := refusal.Text.Zh + "\n" + refusal.Text.En + "\n" + refusal.Field + "\n"
	if err := i.root.WriteFile(filepath.Join(inboxBad, name+".txt"), []byte(reason), 0o600); err != nil {
		return err
	}
	return i.move(name, inboxBad)
}

// move puts a file away; one of the same name that was put away before is replaced.
func (i *inbox) move(name, dir string) error {
	return i.root.Rename(name, filepath.Join(dir, name))
}
