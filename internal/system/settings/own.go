package settings

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	// ownMost is the size of one value, in bytes of JSON.
	ownMost = 64 << 10
	// MapBookmarks are the views of the map that a person keeps by name.
	MapBookmarks = "map-bookmarks"
)

// ownNames are the values that a person may keep. What is in one is the client's affair; a new one is a line here.
var ownNames = []string{MapBookmarks}

// OpenOwn brings the table of what people keep for themselves up to date.
func (s *System) OpenOwn(ctx context.Context) error {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return s.DB.Migrate(ctx, "settings", sub)
}

// Own is something that a person keeps for themselves and that follows them to every machine.
type Own struct {
	Value     json.RawMessage `json:"value" doc:"JSON; null when nothing was kept yet"`
	Revision  int64           `json:"revision" doc:"0 when nothing was kept yet"`
	ChangedAt clock.Instant   `json:"changed_at"`
}

type ownInput struct {
	Name string `path:"name" maxLength:"64" doc:"map-bookmarks"`
}

func (s *System) own(ctx context.Context, in *ownInput) (*httpapi.Body[Own], error) {
	if err := checkOwn(in.Name); err != nil {
		return nil, err
	}
	o, err := readOwn(ctx, s.DB.Read(), httpapi.SubjectOf(ctx).ID, in.Name)
	return httpapi.OK(o), err
}

type putOwnInput struct {
	Name     string `path:"name" maxLength:"64" doc:"map-bookmarks"`
	Revision int64  `query:"revision" required:"true" minimum:"0" doc:"the revision that was read"`
	Body     struct {
		Value json.RawMessage `json:"value" doc:"any JSON, at most 64 KiB"`
	}
}

// putOwn replaces what the caller keeps. A revision that is not the one kept is a Conflict: another window was faster.
func (s *System) putOwn(ctx context.Context, tx *store.Tx, in *putOwnInput) (*httpapi.Body[Own], error) {
	if err := checkOwn(in.Name); err != nil {
		return nil, err
	}
	if len(in.Body.Value) > ownMost {
		return nil, fail.Invalid("settings.own-large", "内容超过 64 KB，请先删除一些", "more than 64 KiB; remove something first").At("value")
	}
	person := httpapi.SubjectOf(ctx).ID
	old, err := readOwn(ctx, tx, person, in.Name)
	if err != nil {
		return nil, err
	}
	if old.Revision != in.Revision {
		return nil, fail.Conflict("settings.own-changed", "您已在另一个窗口改动过，请刷新后重试", "you changed this in another window; read it again").At("revision")
	}
	o := Own{Value: in.Body.Value, Revision: old.Revision + 1, ChangedAt: clock.Now(s.Clock)}
	_, err = tx.NewRaw(`INSERT INTO settings_own (person, name, value, revision, changed_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (person, name) DO UPDATE SET value = excluded.value, revision = excluded.revision, changed_at = excluded.changed_at`,
		person, in.Name, string(o.Value), o.Revision, o.ChangedAt).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("keep %s of %s: %w", in.Name, person, err)
	}
	return httpapi.OK(o), nil
}

func checkOwn(name string) error {
	if slices.Contains(ownNames, name) {
		return nil
	}
	return fail.NotFound("settings.own-unknown", "没有名为 "+name+" 的个人设置", "there is no personal setting named "+name).At("name")
}

// readOwn reads what a person keeps; null at revision 0 when there is nothing.
func readOwn(ctx context.Context, db store.Querier, person, name string) (Own, error) {
	var row struct {
		Value     string        `bun:"value"`
		Revision  int64         `bun:"revision"`
		ChangedAt clock.Instant `bun:"changed_at"`
	}
	err := db.NewRaw("SELECT value, revision, changed_at FROM settings_own WHERE person = ? AND name = ?", person, name).Scan(ctx, &row)
	if store.IsNoRows(err) {
		return Own{Value: json.RawMessage("null")}, nil
	}
	if err != nil {
		return Own{}, fmt.Errorf("%s of %s: %w", name, person, err)
	}
	return Own{json.RawMessage(row.Value), row.Revision, row.ChangedAt}, nil
}
