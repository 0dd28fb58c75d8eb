package register

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Remove takes an element out, for a reason; what it was stays in its history and in the journal, and Restore brings it
// back. Errors are those of Put; Invalid without a reason, Conflict while elements belong to it.
func (r *Register) Remove(ctx context.Context, tx *store.Tx, actor journal.Actor, scope identity.Scope, elementID string, version int64, reason string) error {
	reason, err := sentence(reason)
	if err != nil {
		return err
	}
	e, err := r.lock(ctx, tx, scope, elementID, version)
	if err != nil {
		return err
	}
	var below int
	if err := tx.NewRaw("SELECT count(*) FROM register_element WHERE parent = ? AND parent <> ''", e.ID).Scan(ctx, &below); err != nil {
		return fmt.Errorf("elements below %s: %w", e.ID, err)
	}
	if below > 0 {
		return fail.Conflict("register.element.has-below", fmt.Sprintf("还有 %d 个要素归属于它，请先移出或改换上级", below),
			fmt.Sprintf("%d elements belong to it; take them out or give them another parent first", below)).At("id")
	}
	if err := r.keep(ctx, tx, actor, e, clock.Now(r.clock)); err != nil {
		return err
	}
	if _, err := tx.NewRaw("DELETE FROM register_element WHERE id = ?", e.ID).Exec(ctx); err != nil {
		return fmt.Errorf("remove element %s: %w", e.ID, err)
	}
	e.Version++
	return r.record(ctx, tx, actor, "register.element.removed", e, change{removed: true, Reason: reason})
}

// Restore makes an element again what it was in an earlier version, for a reason. current is its version as it was read,
// 0 when it has been taken out. The old version becomes a new one: nothing of the history is lost. It is checked by the
// rules of today, so it fails with Invalid where they have changed. Other errors are those of Put; NotFound also for a
// version that is not in the history.
func (r *Register) Restore(ctx context.Context, tx *store.Tx, actor journal.Actor, scope identity.Scope, elementID string, version, current int64, reason string) (Element, error) {
	reason, err := sentence(reason)
	if err != nil {
		return Element{}, err
	}
	old, err := r.version(ctx, tx, scope, elementID, version)
	if err != nil {
		return Element{}, err
	}
	told := change{Reason: reason, From: version}
	if current > 0 {
		old.Version = current
		return r.replace(ctx, tx, actor, scope, old, "register.element.restored", told)
	}
	last, err := r.lastVersion(ctx, tx, scope, elementID)
	if err != nil {
		return Element{}, err
	}
	if err := r.admit(ctx, tx, scope, &old); err != nil {
		return Element{}, err
	}
	old.Version = last + 2 // last+1 is that at which it was taken out
	if err := r.insert(ctx, tx, old); err != nil {
		return Element{}, err
	}
	return old, r.record(ctx, tx, actor, "register.element.restored", old, told)
}

// version is an element as it was in one version, if it lay in the scope then.
func (r *Register) version(ctx context.Context, tx *store.Tx, scope identity.Scope, elementID string, version int64) (Element, error) {
	var content string
	err := tx.NewRaw("SELECT content FROM register_element_version WHERE id = ? AND version = ?", elementID, version).Scan(ctx, &content)
	if err != nil && !store.IsNoRows(err) {
		return Element{}, fmt.Errorf("version %d of %s: %w", version, elementID, err)
	}
	var e Element
	if err == nil {
		if err := json.Unmarshal([]byte(content), &e); err != nil {
			return Element{}, fmt.Errorf("version %d of %s: %w", version, elementID, err)
		}
	}
	if e.ID == "" || !scope.Contains(e.Area) {
		return Element{}, fail.NotFound("register.version.unknown", "历史中没有这个版本", "there is no such version in the history").At("version")
	}
	return e, nil
}

// lastVersion is that of an element which has been taken out.
func (r *Register) lastVersion(ctx context.Context, tx *store.Tx, scope identity.Scope, elementID string) (int64, error) {
	var areas []string
	if err := tx.NewRaw("SELECT area FROM register_element WHERE id = ?", elementID).Scan(ctx, &areas); err != nil {
		return 0, fmt.Errorf("read element %s: %w", elementID, err)
	}
	if len(areas) > 0 && !scope.Contains(areas[0]) {
		return 0, errUnknown
	}
	if len(areas) > 0 {
		return 0, fail.Conflict("register.element.there", "要素已在册，请重新打开", "the element is in the register already; open it again").At("current")
	}
	var row struct {
		Version int64  `bun:"version"`
		Area    string `bun:"area"`
	}
	err := tx.NewRaw("SELECT version, area FROM register_element_version WHERE id = ? ORDER BY version DESC LIMIT 1", elementID).Scan(ctx, &row)
	if store.IsNoRows(err) || err == nil && !scope.Contains(row.Area) {
		return 0, errUnknown
	}
	if err != nil {
		return 0, fmt.Errorf("history of %s: %w", elementID, err)
	}
	return row.Version, nil
}

// sentence is a reason in words.
func sentence(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || utf8.RuneCountInString(reason) > 500 {
		return "", fail.Invalid("register.reason", "请填写原因（不超过 500 个字）", "say why, in at most 500 characters").At("reason")
	}
	return reason, nil
}
