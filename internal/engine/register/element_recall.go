package register

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
)

// recalledBytes is how much room elements take in memory, so that they need not be read when the index has found them, where
// nobody says otherwise: some 80,000 elements, those that were loaded, changed or asked for last.
const recalledBytes = 64 << 20

// Recall is FindAll for what the index has just found: elements that are kept come from memory, as they are
// at the version that the index has. A change by this node shows at once; one by another node when the index hears of it,
// as in all that the index answers. Shape and Attrs must not be written to.
func (r *Register) Recall(ctx context.Context, scope identity.Scope, ids ...string) ([]Element, error) {
	out := make([]Element, len(ids))
	var missed []string
	for i, lack := range r.index.recall(scope, ids, out) {
		if lack {
			missed = append(missed, ids[i])
		}
	}
	if len(missed) == 0 {
		return present(out), nil
	}
	rows, err := r.FindAll(ctx, scope, missed...)
	if err != nil {
		return nil, err
	}
	r.index.keepRests(rows)
	read := make(map[string]Element, len(rows))
	for _, e := range rows {
		read[e.ID] = e
	}
	for i := range out {
		if out[i].ID == "" {
			out[i] = read[ids[i]]
			delete(read, ids[i])
		}
	}
	return present(out), nil
}

// present are the elements that were found.
func present(list []Element) []Element {
	out := list[:0]
	for i := range list {
		if list[i].ID != "" {
			out = append(out, list[i])
		}
	}
	return out
}

// recall fills in the elements that are kept, and says which must be read. Those outside the scope are neither.
func (x *Index) recall(scope identity.Scope, ids []string, out []Element) (lack []bool) {
	lack = make([]bool, len(ids))
	keys, at := make([]restKey, 0, len(ids)), make([]int, 0, len(ids))
	items := make([]*Item, 0, len(ids))
	x.mu.RLock()
	defer x.mu.RUnlock()
	for i, id := range ids {
		p, ok := x.where[id]
		if !ok { // another node may have made it
			lack[i] = true
			continue
		}
		if item := &p.layer.items[p.slot]; scope.Contains(item.Area) {
			lack[i] = true // until it is found
			keys, at, items = append(keys, p.rest()), append(at, i), append(items, item)
		}
	}
	for n, r := range x.rests.findAll(keys) {
		if r != nil {
			lack[at[n]], out[at[n]] = false, r.element(items[n])
		}
	}
	return lack
}

// keepRests keeps elements, but for those that the index knows otherwise by now.
func (x *Index) keepRests(rows []Element) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for i := range rows {
		e := &rows[i]
		if p, ok := x.where[e.ID]; ok && p.layer.items[p.slot] == e.item() {
			x.rests.keep(p.rest(), restOf(e, e.Shape, e.Attrs))
		}
	}
}

// restKey names an item: the number of its layer and its slot there.
type restKey uint64

func (p place) rest() restKey { return restKey(p.layer.number)<<32 | restKey(p.slot) }

// rest is what an element has beyond its item, in one piece: the garbage collector need not look into it. Time of the change,
// demo, the lengths of address, shape, attributes and parent, then these.
type rest []byte

const restHead = 8 + 1 + 4*4

// keepRest keeps what an entry that was just put in its place brings along.
func (x *Index) keepRest(at place, r rest) {
	if r != nil {
		x.rests.keep(at.rest(), r)
	}
}

func newRests(room int) *halves[restKey, rest] {
	return &halves[restKey, rest]{room: room, weigh: func(r rest) int { return len(r) + 100 }}
}

// restOf is the rest of an element; shape and attrs are its own, in whatever form they were read.
func restOf[A []byte | json.RawMessage | string](e *Element, shape []byte, attrs A) rest {
	b := make(rest, 0, restHead+len(e.Address)+len(shape)+len(attrs)+len(e.Parent))
	b = binary.LittleEndian.AppendUint64(b, uint64(e.UpdatedAt.UnixMicro()))
	if e.Demo {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	for _, n := range [...]int{len(e.Address), len(shape), len(attrs), len(e.Parent)} {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return append(append(append(append(b, e.Address...), shape...), attrs...), e.Parent...)
}

// element is the element that an item and its rest make.
func (r rest) element(i *Item) Element {
	tail := r[restHead:]
	next := func(k int) []byte {
		n := binary.LittleEndian.Uint32(r[9+4*k:])
		part := tail[:n:n]
		tail = tail[n:]
		return part
	}
	e := Element{
		ID: i.ID, Kind: i.Kind, Name: i.Name, Area: i.Area, Lon: i.Lon, Lat: i.Lat, Risk: i.Risk, Version: i.Version, Demo: r[8] == 1,
		UpdatedAt: clock.At(time.UnixMicro(int64(binary.LittleEndian.Uint64(r)))), Address: string(next(0)),
	}
	if shape := next(1); len(shape) > 0 {
		e.Shape = json.RawMessage(shape)
	}
	e.Attrs, e.Parent = json.RawMessage(next(2)), string(next(3))
	return e
}
