package dev.trotline.edit;

import java.util.AbstractList;
import java.util.Collection;
import java.util.RandomAccess;

/**
 * A Python tuple of a dumped configuration: a list that remembers it was a tuple. Equal to any list
 * with the same elements, because Isaac Lab turns an overriding list back into a tuple.
 */
public final class Tuple extends AbstractList<Object> implements RandomAccess {

  private final Object[] elements;

  /** A tuple of these elements, which may be null. */
  public Tuple(Collection<?> elements) {
    super();
    this.elements = elements.toArray();
  }

  @Override
  public Object get(int index) {
    return elements[index];
  }

  @Override
  public int size() {
    return elements.length;
  }
}
