"use strict";
(() => {
  // Values are read off the drawing: a curve's path and the scales of its frame say it all.
  const MOST = 12;
  const read = document.getElementById("read");
  const numbers = text => text.split(" ").map(Number);
  const scaleOf = text => {
    const [low, high, kind] = text.split(" ");
    const a = Number(low), b = Number(high);
    return {
      value: at => { const v = a + at * (b - a); return kind === "log" ? 10 ** v : v; },
    };
  };

  const show = value => {
    if (!Number.isFinite(value)) return "–";
    const size = Math.abs(value);
    if (size !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(2);
    return size >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
  };

  // Points of a path of the form "M x y l dx dy dx dy M x y h0".
  const pointsOf = path => {
    const points = [];
    for (const piece of path.split("M").slice(1)) {
      const found = piece.match(/-?\d+/g).map(Number);
      let x = found[0], y = found[1];
      points.push([x, y]);
      for (let i = 2; i + 1 < found.length; i += 2) {
        x += found[i];
        y += found[i + 1];
        points.push([x, y]);
      }
    }
    return points;
  };

  const models = new WeakMap();
  const modelOf = svg => {
    let model = models.get(svg);
    if (model) return model;
    const frame = svg.querySelector(".frame");
    if (!frame) return null;
    const curves = [];
    for (const group of svg.querySelectorAll(".curve")) {
      const line = group.querySelector("path[fill=none]");
      const name = group.querySelector("title").textContent;
      const faint = line && line.getAttribute("stroke-opacity");
      if (group.dataset.v !== undefined) {
        const edge = group.querySelector("path");
        curves.push({ group, name, values: numbers(group.dataset.v), shape: edge });
      } else if (line && !faint) {
        curves.push({ group, name, points: pointsOf(line.getAttribute("d")) });
      }
    }
    const total = [...svg.children].filter(e => e.matches("path.ltext")).pop();
    model = {
      box: numbers(frame.dataset.box),
      x: scaleOf(frame.dataset.x),
      y: scaleOf(frame.dataset.y),
      curves,
      columns: total ? pointsOf(total.getAttribute("d")).map(p => p[0]) : [],
    };
    models.set(svg, model);
    return model;
  };

  const nearest = (points, x) => {
    let best = null;
    for (const p of points) {
      if (best === null || Math.abs(p[0] - x) < Math.abs(best[0] - x)) best = p;
    }
    return best;
  };

  const entry = (key, name, value) => {
    const row = document.createElement("div");
    const swatch = document.createElement("i");
    if (key !== null) swatch.className = "s" + key % 8;
    else swatch.hidden = true;
    const label = document.createElement("span");
    label.textContent = name;
    const figure = document.createElement("b");
    figure.textContent = value;
    row.append(swatch, label, figure);
    return row;
  };

  let ruled = null;
  const clear = () => {
    read.hidden = true;
    if (ruled) ruled.querySelectorAll(".rule").forEach(e => e.remove());
    ruled = null;
  };

  const point = (svg, event) => {
    const model = modelOf(svg);
    if (!model) return;
    const bounds = svg.getBoundingClientRect();
    const units = svg.viewBox.baseVal.width / bounds.width;
    const x = (event.clientX - bounds.left) * units;
    const y = (event.clientY - bounds.top) * units;
    const [left, top, width, height] = model.box;
    clear();
    if (x < left || x > left + width || y < top || y > top + height) return;
    const found = [];
    let at = x;
    for (const curve of model.curves) {
      if (curve.group.classList.contains("off")) continue;
      const key = Number(curve.group.dataset.k);
      if (curve.values) {
        let i = 0;
        model.columns.forEach((c, j) => { if (Math.abs(c - x) < Math.abs(model.columns[i] - x)) i = j; });
        if (model.columns.length === curve.values.length) {
          at = model.columns[i];
          found.push({ key, name: curve.name, value: curve.values[i], far: -Math.abs(curve.values[i]) });
        }
      } else {
        const p = nearest(curve.points, x);
        if (p && Math.abs(p[0] - x) < width / 10) {
          found.push({
            key, name: curve.name, x: p[0], far: Math.abs(p[1] - y),
            value: model.y.value((top + height - p[1]) / height),
          });
        }
      }
    }
    if (found.length === 0) return;
    const close = [...found].sort((a, b) => a.far - b.far);
    if (close[0].x !== undefined) at = close[0].x;
    const shown = found.length > MOST ? close.slice(0, MOST) : found;
    read.replaceChildren(entry(null, "at", show(model.x.value((at - left) / width))));
    for (const f of shown) read.append(entry(f.key, f.name, show(f.value)));
    if (found.length > MOST) read.append(entry(null, "and " + (found.length - MOST) + " more", ""));
    const rule = document.createElementNS("http://www.w3.org/2000/svg", "line");
    rule.setAttribute("class", "rule");
    rule.setAttribute("x1", at);
    rule.setAttribute("x2", at);
    rule.setAttribute("y1", top);
    rule.setAttribute("y2", top + height);
    svg.append(rule);
    ruled = svg;
    read.hidden = false;
    const wide = read.offsetWidth, tall = read.offsetHeight;
    const right = event.clientX + 16 + wide > innerWidth;
    read.style.left = Math.max(4, right ? event.clientX - 16 - wide : event.clientX + 16) + "px";
    read.style.top = Math.max(4, Math.min(innerHeight - tall - 4, event.clientY + 12)) + "px";
  };

  for (const svg of document.querySelectorAll("svg.plot")) {
    svg.addEventListener("pointermove", event => point(svg, event));
    svg.addEventListener("pointerleave", clear);
  }

  // A legend rules the figure it is in, or the whole block if it stands above several.
  const curvesOf = (legend, key) => {
    const scope = legend.closest("figure, section");
    const those = key === undefined ? ".curve" : '.curve[data-k="' + key + '"]';
    return scope.querySelectorAll(those);
  };
  const press = (legend, button, on) => {
    button.setAttribute("aria-pressed", String(on));
    curvesOf(legend, button.dataset.k).forEach(e => e.classList.toggle("off", !on));
  };
  for (const legend of document.querySelectorAll(".legend")) {
    const buttons = [...legend.querySelectorAll("button[data-k]")];
    const isOn = button => button.getAttribute("aria-pressed") === "true";
    legend.addEventListener("click", event => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.classList.contains("all")) {
        const on = !buttons.every(isOn);
        buttons.forEach(b => press(legend, b, on));
      } else {
        press(legend, button, !isOn(button));
      }
    });
    const light = key => curvesOf(legend).forEach(e =>
      e.classList.toggle("dim", key !== null && e.dataset.k !== key));
    legend.addEventListener("pointerover", event => {
      const button = event.target.closest("button[data-k]");
      light(button && isOn(button) ? button.dataset.k : null);
    });
    legend.addEventListener("pointerleave", () => light(null));
  }
})();
