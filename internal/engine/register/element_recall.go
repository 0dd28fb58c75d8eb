package register

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
)

// recalledBytes is how much room elements may take that are kept in memory because they were asked for: some 80,000.
const recalledBytes = 64 << 20

// Recall is FindAll for what the index has just found: elements that were asked for of late come from memory, as they are
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
	x.mu.RLock()
	defer x.mu.RUnlock()
	for i, id := range ids {
		p, ok := x.where[id]
		if !ok { // another node may have made it
			lack[i] = true
			continue
		}
		item := &p.layer.items[p.slot]
		if r, ok := x.rests.find(p.rest()); !ok {
			lack[i] = true
		} else if scope.Contains(item.Area) {
			out[i] = r.element(item)
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
			x.rests.keep(p.rest(), restOf(e))
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

func newRests() *halves[restKey, rest] {
	return &halves[restKey, rest]{room: recalledBytes, weigh: func(r rest) int { return len(r) + 100 }}
}

func restOf(e *Element) rest {
	b := make(rest, 0, restHead+len(e.Address)+len(e.Shape)+len(e.Attrs)+len(e.Parent))
	b = binary.LittleEndian.AppendUint64(b, uint64(e.UpdatedAt.UnixMicro()))
	if e.Demo {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	for _, n := range []int{len(e.Address), len(e.Shape), len(e.Attrs), len(e.Parent)} {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return append(append(append(append(b, e.Address...), e.Shape...), e.Attrs...), e.Parent...)
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
