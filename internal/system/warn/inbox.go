package warn

import (
	"context"
	"io"
	"time"

	"anlan/internal/base/folder"
	"anlan/internal/base/identity"
	"anlan/internal/connect/cap"
)

// inbox is the folder into which other programs drop CAP files. Whoever may write into it may publish for the whole city.
func (s *System) inbox() folder.Options {
	return folder.Options{
		Name: "cap", Dir: s.Inbox, Ext: []string{".xml", ".cap"}, Most: cap.MaxBytes, Every: 2 * time.Second, Clock: s.Clock, Log: s.Log, Metrics: s.Metrics, Take: s.takeFile,
	}
}

func (s *System) watchInbox(ctx context.Context) error { return folder.Watch(ctx, s.inbox()) }

func (s *System) takeFile(ctx context.Context, f folder.File) (folder.Outcome, error) {
	raw, err := io.ReadAll(f)
	if err != nil {
		return folder.Outcome{}, err
	}
	by := identity.Machine("inbox")
	by.Name = "文件接收"
	_, err = s.receive(ctx, by, identity.Everywhere, raw)
	return folder.Outcome{}, err
}
