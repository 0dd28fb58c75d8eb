package register

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

const elementColumns = "id, kind, name, area, lon, lat, risk, address, shape, attrs, parent, version, updated_at, demo"

// Put makes an element (Version 0; a missing ID is filled in) or changes one (Version as it was read). A missing Area is
// found from the point. Both the element as it was and as it becomes must lie in the scope. It fails with Invalid for
// values that are wrong, NotFound for an element outside the scope or a kind that is not declared, Denied when it would
// leave the scope, Conflict when somebody changed it meanwhile. The element comes back as stored.
func (r *Register) Put(ctx context.Context, tx *store.Tx, actor journal.Actor, scope identity.Scope, e Element) (Element, error) {
	if e.Version > 0 {
		return r.replace(ctx, tx, actor, scope, e, "register.element.changed", change{})
	}
	if err := r.admit(ctx, tx, scope, &e); err != nil {
		return Element{}, err
	}
	e.Version = 1
	if e.ID == "" {
		e.ID = id.New()
	}
	if err := r.insert(ctx, tx, e); err != nil {
		return Element{}, err
	}
	return e, r.record(ctx, tx, actor, "register.element.made", e, change{})
}

// admit checks an element as it is to become.
func (r *Register) admit(ctx context.Context, tx *store.Tx, scope identity.Scope, e *Element) error {
	if err := r.complete(e); err != nil {
		return err
	}
	if !scope.Contains(e.Area) {
		return fail.Denied("register.area-denied", "位置不在你的辖区内", "the place is not in your area").At("area")
	}
	e.UpdatedAt = clock.Now(r.clock)
	return r.checkParent(ctx, tx, *e)
}

// replace changes an element whose version is the one that was read.
func (r *Register) replace(ctx context.Context, tx *store.Tx, actor journal.Actor, scope identity.Scope, e Element, action string, c change) (Element, error) {
	if err := r.admit(ctx, tx, scope, &e); err != nil {
		return Element{}, err
	}
	old, err := r.lock(ctx, tx, scope, e.ID, e.Version)
	if err != nil {
		return Element{}, err
	}
	if old.Kind != e.Kind {
		return Element{}, fail.Invalid("register.kind-fixed", "要素类型不能更改", "the kind of an element does not change").At("kind")
	}
	if err := r.keep(ctx, tx, actor, old, e.UpdatedAt); err != nil {
		return Element{}, err
	}
	e.Version++
	_, err = tx.NewRaw(`UPDATE register_element SET name = ?, area = ?, lon = ?, lat = ?, risk = ?, address = ?, shape = ?, attrs = ?, parent = ?, version = ?, updated_at = ?, demo = ? WHERE id = ?`,
		e.Name, e.Area, e.Lon, e.Lat, string(e.Risk), e.Address, orNull(e.Shape), string(e.Attrs), e.Parent, e.Version, e.UpdatedAt, e.Demo, e.ID).Exec(ctx)
	if err != nil {
		return Element{}, fmt.Errorf("change element %s: %w", e.ID, err)
	}
	return e, r.record(ctx, tx, actor, action, e, c)
}

// complete checks an element and fills in its area.
func (r *Register) complete(e *Element) error {
	k, err := r.kinds.Find(e.Kind)
	if err != nil {
		return err
	}
	switch {
	case e.ID != "" && !id.Valid(e.ID):
		return fail.Invalid("register.id", "编号含有不允许的字符", "the id holds characters that are not allowed").At("id")
	case strings.TrimSpace(e.Name) == "" || utf8.RuneCountInString(e.Name) > 200 || strings.ContainsFunc(e.Name, unicode.IsControl):
		return fail.Invalid("register.name", "名称不能为空、不能换行、不能超过 200 个字", "a name is one line of 1 to 200 characters").At("name")
	case utf8.RuneCountInString(e.Address) > 500 || strings.ContainsFunc(e.Address, unicode.IsControl):
		return fail.Invalid("register.address", "地址不能换行、不能超过 500 个字", "an address is one line of at most 500 characters").At("address")
	case !e.Risk.Valid():
		return fail.Invalid("register.risk", "风险等级无法识别", "the level of risk is not known").At("risk")
	case e.Lon == 0 && e.Lat == 0 && len(e.Shape) == 0 || !(geo.Point{Lon: e.Lon, Lat: e.Lat}).Valid():
		return fail.Invalid("register.point", "经纬度无效", "longitude and latitude are not valid").At("lon")
	case k.Above == "" && e.Parent != "":
		return fail.Invalid("register.parent", "此类要素没有上级", "elements of this kind have no parent").At("parent")
	}
	if err := e.outline(k); err != nil {
		return err
	}
	if e.Area == "" {
		e.Area = r.Areas().Locate(geo.Point{Lon: e.Lon, Lat: e.Lat})
	}
	if _, ok := r.Areas().Find(e.Area); !ok {
		return fail.Invalid("register.area-unknown", "没有这个区划", "there is no such area").At("area")
	}
	if len(e.Attrs) == 0 {
		e.Attrs = json.RawMessage("{}")
	}
	a, err := k.Parse(e.Attrs)
	if err != nil {
		return err
	}
	if e.Attrs, err = json.Marshal(a); err != nil {
		return fmt.Errorf("attributes of %s: %w", e.ID, err)
	}
	return nil
}

func (r *Register) insert(ctx context.Context, tx *store.Tx, e Element) error {
	_, err := tx.NewRaw("INSERT INTO register_element ("+elementColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		e.ID, e.Kind, e.Name, e.Area, e.Lon, e.Lat, string(e.Risk), e.Address, orNull(e.Shape), string(e.Attrs), e.Parent, e.Version, e.UpdatedAt, e.Demo).Exec(ctx)
	if store.IsUnique(err) {
		return errExists.Because(err)
	}
	if err != nil {
		return fmt.Errorf("make element %s: %w", e.ID, err)
	}
	return nil
}

func (r *Register) checkParent(ctx context.Context, tx *store.Tx, e Element) error {
	if e.Parent == "" {
		return nil
	}
	k, err := r.kinds.Find(e.Kind)
	if err != nil {
		return err
	}
	var kind string
	err = tx.NewRaw("SELECT kind FROM register_element WHERE id = ?", e.Parent).Scan(ctx, &kind)
	if store.IsNoRows(err) || err == nil && kind != k.Above {
		return fail.Invalid("register.parent", "上级要素不存在或类型不符", "the parent does not exist or is of another kind").At("parent")
	}
	if err != nil {
		return fmt.Errorf("parent of %s: %w", e.ID, err)
	}
	return nil
}

// lock reads an element for change and checks scope and version.
func (r *Register) lock(ctx context.Context, tx *store.Tx, scope identity.Scope, elementID string, version int64) (Element, error) {
	var e Element
	err := tx.NewRaw("SELECT "+elementColumns+" FROM register_element WHERE id = ?"+tx.ForUpdate(), elementID).Scan(ctx, &e)
	if store.IsNoRows(err) || err == nil && !scope.Contains(e.Area) {
		return Element{}, errUnknown
	}
	if err != nil {
		return Element{}, fmt.Errorf("read element %s: %w", elementID, err)
	}
	if e.Version != version {
		return Element{}, fail.Conflict("register.element.changed", "要素已被他人修改，请重新打开", "somebody changed the element meanwhile; open it again").At("version")
	}
	return e, nil
}

// keep writes what an element was into its history.
func (r *Register) keep(ctx context.Context, tx *store.Tx, actor journal.Actor, old Element, at clock.Instant) error {
	content, err := json.Marshal(old)
	if err != nil {
		return fmt.Errorf("history of %s: %w", old.ID, err)
	}
	_, err = tx.NewRaw("INSERT INTO register_element_version (id, version, area, ended_at, ended_by, content, kind, began_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		old.ID, old.Version, old.Area, at, actor.ID, string(content), old.Kind, old.UpdatedAt).Exec(ctx)
	if err != nil {
		return fmt.Errorf("history of %s: %w", old.ID, err)
	}
	return nil
}

// change is what the journal keeps of a change beside the element: why, and which version was brought back.
type change struct {
	removed bool
	Reason  string `json:"reason,omitempty"`
	From    int64  `json:"from_version,omitempty"`
}

// entry is the body of a journal entry: the element and what there is to say of its change.
type entry struct {
	Element
	change
}

// record writes journal entry and event, and brings the index up to date once all is committed.
func (r *Register) record(ctx context.Context, tx *store.Tx, actor journal.Actor, action string, e Element, c change) error {
	if _, err := r.journal.Append(ctx, tx, journal.Entry{Object: e.ID, Area: e.Area, Actor: actor, Action: action, Body: entry{e, c}}); err != nil {
		return err
	}
	told := Changed{Item: e.item(), Removed: c.removed}
	if err := r.bus.EmitValue(ctx, tx, bus.Event{Type: ElementChanged, Area: e.Area, Object: e.ID, Permission: r.permission}, told); err != nil {
		return err
	}
	kept := r.entry(e)
	tx.AfterCommit(func() {
		if told.Removed {
			r.index.Remove(told.ID, told.Version)
		} else {
			r.index.PutEntries(kept)
		}
	})
	return nil
}

// entry is what the index keeps of an element.
func (r *Register) entry(e Element) Entry {
	out := r.keeps[e.Kind].entry(e.item(), e.Address, string(e.Attrs))
	out.rest = restOf(&e, e.Shape, e.Attrs)
	return out
}

func (e Element) item() Item {
	return Item{ID: e.ID, Kind: e.Kind, Name: e.Name, Area: e.Area, Lon: e.Lon, Lat: e.Lat, Risk: e.Risk, Version: e.Version}
}
