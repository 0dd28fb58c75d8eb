package signal

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/store"
)

// PutDevice adds a device, or replaces the one of its id, in the caller's transaction; once that is committed everybody
// knows the new one. Unlike Load it touches nothing else. An address that another device of the same protocol has is a
// Conflict. It checks no permission and writes no journal entry: the caller does.
func (e *Engine) PutDevice(ctx context.Context, tx *store.Tx, d Device) error {
	if other, ok := e.DeviceAt(d.Protocol, d.Address); ok && d.Address != "" && other.ID != d.ID {
		return taken(d, other.ID)
	}
	_, err := tx.NewRaw(`INSERT INTO signal_device (`+deviceColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
		protocol = excluded.protocol, name = excluded.name, element = excluded.element, area = excluded.area, secret = excluded.secret, address = excluded.address, demo = excluded.demo`,
		d.ID, d.Protocol, d.Name, d.Element, d.Area, d.Secret, addressOf(d), d.Demo).Exec(ctx)
	if err != nil && strings.Contains(strings.ToLower(err.Error()), "unique") {
		return taken(d, "?")
	}
	if err != nil {
		return fmt.Errorf("device %s: %w", d.ID, err)
	}
	d.Address = addressOf(d) // as a Reload would read it
	tx.AfterCommit(func() { e.know(d) })
	return nil
}

// ReadDevice takes a device as another process has written it: from then on everybody here knows it so. known is false when
// there is no such device.
func (e *Engine) ReadDevice(ctx context.Context, id string) (d Device, known bool, err error) {
	var list []Device
	if err := e.DB.Find(ctx, &list, "SELECT "+deviceColumns+" FROM signal_device WHERE id = ?", id); err != nil || len(list) == 0 {
		return d, false, err
	}
	e.know(list[0])
	return list[0], true, nil
}

func taken(d Device, by string) error {
	return fail.Conflict("signal.device.address", fmt.Sprintf("地址“%s”已登记给设备 %s", d.Address, by),
		fmt.Sprintf("the address %q is registered for device %s", d.Address, by)).At("address")
}

// know takes a committed device into memory.
func (e *Engine) know(d Device) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if old := e.devices[d.ID]; old != nil {
		delete(e.byAddr, wire{old.Protocol, old.Address})
	}
	e.devices[d.ID] = &d
	e.byAddr[wire{d.Protocol, d.Address}] = &d
}
